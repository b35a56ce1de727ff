package org.parley.signaling.negotiation.sdp;

import org.jspecify.annotations.Nullable;

/**
 * RFC 8866 section 5.2.
 *
 * @param sessionId tells one peer connection from another
 * @param version counts up with each description
 */
public record Origin(long sessionId, long version) {

  static @Nullable Origin parse(String value) {
    String[] words = Grammar.words(value);
    if (words.length != 6 || !isNumber(words[1]) || !isNumber(words[2])) {
      return null;
    }
    return new Origin(Long.parseUnsignedLong(words[1]), Long.parseUnsignedLong(words[2]));
  }

  /** RFC 9429 section 5.2.1 lets the session id use 63 bits; some use all 64. */
  private static boolean isNumber(String text) {
    return Grammar.isDigits(text, 19)
        || (Grammar.isDigits(text, 20) && text.compareTo("18446744073709551615") <= 0);
  }

  void write(StringBuilder out) {
    out.append("o=- ")
        .append(Long.toUnsignedString(sessionId))
        .append(' ')
        .append(Long.toUnsignedString(version))
        .append(" IN IP4 127.0.0.1\r\n");
  }
}
