package org.parley.signaling.protocol;

/** A field that is missing or out of bounds; never leaves this package. */
final class BadField extends Exception {
  private static final long serialVersionUID = 1L;
  private final String reason;

  BadField(String field, String problem) {
    super(null, null, false, false);
    this.reason = "`" + field + "` " + problem;
  }

  String reason() {
    return reason;
  }
}
