package org.parley.media.transport;

/** What the transports count. */
public enum TransportCounter {
  PACKETS_RECEIVED,
  BYTES_RECEIVED,
  PACKETS_SENT,
  BYTES_SENT,
  /** Packets that came in on another loop than their peer's. */
  HANDED_OVER,
  /** The loop of the peer, or of its relay, does not keep up with what others hand to it. */
  DROPPED_OVERLOAD,
  /** Datagrams longer than any that we take. */
  DROPPED_TOO_LONG,
  /** First byte of no protocol that we speak (RFC 7983). */
  DROPPED_UNKNOWN_KIND,
  /** DTLS or media from an address that ICE has not validated. */
  DROPPED_UNKNOWN_ADDRESS,
  DROPPED_MALFORMED_STUN,
  /** Binding indications, responses that nobody awaits, and other methods. */
  DROPPED_UNEXPECTED_STUN,
  DROPPED_UNKNOWN_UFRAG,
  DROPPED_WRONG_INTEGRITY,
  DROPPED_STUN_RATE,
  DROPPED_DTLS,
  /** Media and data before the keys are known. */
  DROPPED_EARLY_MEDIA,
  DROPPED_REPLAYED,
  DROPPED_AUTHENTICATION,
  DROPPED_MALFORMED_MEDIA,
  /** An authentic transport with more SSRCs than one may have. */
  DROPPED_TOO_MANY_SOURCES,
  /** Not sent: no keys, no consent or no selected pair. */
  DROPPED_NOT_CONNECTED,
  /** Not sent: SRTP or DTLS refused to protect it. */
  DROPPED_UNPROTECTABLE,
  /** Not sent: the socket does not take more. */
  DROPPED_BACK_PRESSURE,
  /** Sent some milliseconds later, because they were a part of a burst. */
  PACED,
  SEND_ERRORS,
  /** Our own: each is logged, at most one a second. */
  FAULTS,
  /** Of ours, to peers whose own checks pause (RFC 7675). */
  CONSENT_CHECKS_SENT,
  HANDSHAKES_STARTED,
  HANDSHAKES_COMPLETED,
  HANDSHAKES_FAILED,
  HANDSHAKES_REFUSED,
  FINGERPRINT_MISMATCHES,
  TCP_ACCEPTED,
  TCP_REFUSED,
  TCP_MALFORMED,
  /** Packets of SCTP. */
  APPLICATION_DATA_RECEIVED,
  APPLICATION_DATA_SENT
}
