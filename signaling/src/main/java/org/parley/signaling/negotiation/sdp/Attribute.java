package org.parley.signaling.negotiation.sdp;

/** One {@code a=} line that we read or write (RFC 8866 section 5.13). */
public sealed interface Attribute
    permits DataAttribute,
        Direction,
        Flag,
        IceAttribute,
        RtpAttribute,
        StreamAttribute,
        TransportAttribute {

  /** What stands behind {@code a=}. */
  String text();
}
