package org.parley.media.transport.ice;

/** In nanoseconds; what each one is stands at {@code TransportConfig.Timeouts}. */
public record IceTimeouts(long connect, long silence, long consent, long failure) {}
