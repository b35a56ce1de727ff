package org.parley.media.exchange;

/**
 * Two channels that are connected.
 *
 * @param exchange of the opener
 */
record PipeId(int exchange, long number) {

  /** Which of the two channels. */
  enum End {
    OPENER,
    ADDRESSEE;

    End other() {
      return this == OPENER ? ADDRESSEE : OPENER;
    }
  }
}
