package org.parley.signaling.negotiation.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An m-line and what belongs to it (RFC 8866 section 5.14).
 *
 * @param media for example {@code audio}
 * @param port 0 refuses or ends it (RFC 3264 section 6), except in an offer with {@link
 *     Flag#BUNDLE_ONLY}
 * @param protocol for example {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types in order of preference; at least one
 */
public record MediaDescription(
    String media, int port, String protocol, List<String> formats, AttributeList attributes) {

  private static final int MAX_FORMATS = 256;

  public MediaDescription {
    formats = List.copyOf(formats);
  }

  static @Nullable MediaDescription parse(String value) {
    String[] words = Grammar.words(value);
    if (words.length < 4 || words.length > 3 + MAX_FORMATS || !Grammar.isToken(words[0], 32)) {
      return null;
    }
    int port = (int) Grammar.number(words[1], 65535);
    for (String part : words[2].split("/", -1)) {
      if (!Grammar.isToken(part, 16)) {
        return null;
      }
    }
    List<String> formats = List.of(words).subList(3, words.length);
    return port < 0
            || words[2].length() > 64
            || !formats.stream().allMatch(format -> Grammar.isToken(format, 32))
        ? null
        : new MediaDescription(words[0], port, words[2], formats, new AttributeList(List.of()));
  }

  MediaDescription with(List<Attribute> attributes) {
    return new MediaDescription(media, port, protocol, formats, new AttributeList(attributes));
  }

  void writeLine(StringBuilder out) {
    out.append("m=").append(media).append(' ').append(port).append(' ').append(protocol);
    formats.forEach(format -> out.append(' ').append(format));
    out.append("\r\n");
  }
}
