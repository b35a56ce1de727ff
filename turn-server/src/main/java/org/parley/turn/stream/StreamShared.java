package org.parley.turn.stream;

/** What the connections of all loops have in common. */
record StreamShared(
    StreamLimits limits, StreamCounters counters, StreamAdmission admission, TlsContexts tls) {}
