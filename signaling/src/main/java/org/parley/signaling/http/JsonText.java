package org.parley.signaling.http;

/** JSON strings (RFC 8259 section 7) for the few texts that the door writes itself. */
public final class JsonText {
  private JsonText() {}

  /** The text in quotation marks, safe inside any JSON document. */
  public static String quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7F || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
