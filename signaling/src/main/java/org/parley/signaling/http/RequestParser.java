package org.parley.signaling.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a request target apart (RFC 9112 section 3.2, RFC 3986). Never throws on what a client
 * sent.
 */
final class RequestParser {
  private RequestParser() {}

  /**
   * @param segments of the path, decoded one by one, so that an encoded slash divides nothing
   */
  record Target(List<String> segments, Map<String, String> query) {
    String path() {
      return "/" + String.join("/", segments);
    }
  }

  /** Null when it is malformed. */
  static @Nullable Target parse(String target) {
    String origin = originForm(target);
    if (origin == null) {
      return null;
    }
    int mark = origin.indexOf('?');
    List<String> segments = new ArrayList<>();
    for (String raw : Routes.split(mark < 0 ? origin : origin.substring(0, mark))) {
      String segment = decode(raw, false);
      // Dot segments and NUL have no honest use here.
      if (segment == null
          || segment.equals(".")
          || segment.equals("..")
          || segment.indexOf('\0') >= 0) {
        return null;
      }
      segments.add(segment);
    }
    Map<String, String> query = mark < 0 ? Map.of() : parseQuery(origin.substring(mark + 1));
    return query == null ? null : new Target(List.copyOf(segments), query);
  }

  private static @Nullable String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    // RFC 9112 section 3.2.2: a server must accept the absolute form.
    int scheme = target.indexOf("://");
    if (scheme > 0 && (target.startsWith("http:") || target.startsWith("https:"))) {
      int slash = target.indexOf('/', scheme + 3);
      return slash < 0 ? "/" : target.substring(slash);
    }
    return null;
  }

  private static @Nullable Map<String, String> parseQuery(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (name == null || value == null) {
        return null;
      }
      parameters.putIfAbsent(name, value);
    }
    return parameters;
  }

  /** Percent-decodes UTF-8; null when it is malformed. */
  private static @Nullable String decode(String raw, boolean plusIsSpace) {
    if (raw.indexOf('%') < 0 && !(plusIsSpace && raw.indexOf('+') >= 0)) {
      return raw;
    }
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        if (i + 3 > raw.length()) {
          return null;
        }
        int high = Character.digit(raw.charAt(i + 1), 16);
        int low = Character.digit(raw.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return null;
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c > 0x7E) {
        return null;
      } else {
        bytes[length++] = (byte) (c == '+' && plusIsSpace ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
