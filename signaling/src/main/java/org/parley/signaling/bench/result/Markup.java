package org.parley.signaling.bench.result;

/** Text inside of XML and HTML. */
final class Markup {
  private Markup() {}

  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                // XML 1.0 §2.2: no other control characters.
                default -> out.appendCodePoint(c < ' ' && c != '\t' && c != '\n' ? ' ' : c);
              }
            });
    return out.toString();
  }
}
