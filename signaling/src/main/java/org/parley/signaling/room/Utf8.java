package org.parley.signaling.room;

import java.nio.charset.StandardCharsets;

final class Utf8 {
  private Utf8() {}

  /** Bytes that the text takes. */
  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
