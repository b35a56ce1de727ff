package org.parley.turn.stream;

/** What happens to connections. */
public enum StreamCounter {
  ACCEPTED_TCP,
  ACCEPTED_TLS,
  /** There were too many already. */
  REFUSED,
  /** No STUN, or a message too long. */
  CLOSED_MALFORMED,
  CLOSED_SILENT,
  FAILED_TLS,
  /** Messages to clients that did not read. */
  DROPPED_UNREAD
}
