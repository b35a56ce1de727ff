package org.parley.signaling.negotiation.sdp;

import java.util.function.IntPredicate;

/** Character classes and numbers of RFC 8866 section 9 and RFC 8839 section 5. */
final class Grammar {
  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`{|}~";

  private Grammar() {}

  /** {@code token} of RFC 8866 section 9. */
  static boolean isToken(String text, int maxLength) {
    return matches(text, 1, maxLength, c -> isAlphanumeric(c) || TOKEN_SYMBOLS.indexOf(c) >= 0);
  }

  /** {@code ice-char} of RFC 8839 section 5.1. */
  static boolean isIceChars(String text, int minLength, int maxLength) {
    return matches(text, minLength, maxLength, c -> isAlphanumeric(c) || c == '+' || c == '/');
  }

  /** {@code rid-id} of RFC 8851 section 10, with the hyphen and underscore of its erratum. */
  static boolean isRid(String text) {
    return matches(text, 1, 32, c -> isAlphanumeric(c) || c == '-' || c == '_');
  }

  /** Printable ASCII without the space. */
  static boolean isVisible(String text, int maxLength) {
    return matches(text, 1, maxLength, c -> c > 0x20 && c < 0x7F);
  }

  static boolean isDigits(String text, int maxLength) {
    return matches(text, 1, maxLength, Grammar::isDigit);
  }

  static boolean isHex(String text, int length) {
    return matches(text, length, length, c -> isDigit(c) || isBetween(c | 0x20, 'a', 'f'));
  }

  /** What single or repeated spaces separate; never empty. */
  static String[] words(String text) {
    return text.strip().split(" +");
  }

  /**
   * @return the number, or -1 when {@code text} is no decimal number from 0 to {@code max}
   */
  static long number(String text, long max) {
    if (!isDigits(text, 18)) {
      return -1;
    }
    long value = Long.parseLong(text);
    return value <= max ? value : -1;
  }

  private static boolean matches(String text, int min, int max, IntPredicate allowed) {
    return text.length() >= min && text.length() <= max && text.chars().allMatch(allowed);
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || isBetween(c | 0x20, 'a', 'z');
  }

  private static boolean isDigit(int c) {
    return isBetween(c, '0', '9');
  }

  private static boolean isBetween(int c, char first, char last) {
    return c >= first && c <= last;
  }
}
