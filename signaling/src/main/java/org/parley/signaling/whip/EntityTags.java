package org.parley.signaling.whip;

import java.util.ArrayList;
import java.util.List;

/** Entity tags (RFC 9110 section 8.8.3), which name ICE sessions here (RFC 9725 section 4.3.1). */
final class EntityTags {
  private EntityTags() {}

  static String quote(String tag) {
    return '"' + tag + '"';
  }

  /** The tags of {@code If-Match}, without quotation marks; {@code *} stays. */
  static List<String> of(List<String> fields) {
    List<String> tags = new ArrayList<>();
    for (String field : fields) {
      for (String element : field.split(",", -1)) {
        String tag = element.strip();
        boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
        tags.add(quoted ? tag.substring(1, tag.length() - 1) : tag);
      }
    }
    return tags;
  }
}
