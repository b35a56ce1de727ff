package org.parley.turn.dtls;

/** What happens to DTLS. */
public enum DtlsCounter {
  COOKIES_SENT,
  ESTABLISHED,
  FAILED_HANDSHAKES,
  /** There were too many already. */
  REFUSED,
  CLOSED_SILENT,
  /** No record that a client may send, or one of nobody known. */
  DROPPED_RECORDS
}
