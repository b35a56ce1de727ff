package org.parley.media.sctp.tx;

/** What became of a message that was to be sent. */
public enum SendResult {
  QUEUED,
  /** More bytes than a message may have. */
  TOO_LARGE,
  /** SCTP has no messages without a byte (RFC 9260 section 3.3.1). */
  EMPTY,
  /** The stream or the association holds as much as it may. */
  FULL,
  /** The stream is being reset, or there is none of that number. */
  STREAM_CLOSED,
  /** The association has ended, or is about to. */
  ASSOCIATION_CLOSED
}
