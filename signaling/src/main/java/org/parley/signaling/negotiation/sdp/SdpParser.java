package org.parley.signaling.negotiation.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one text, line by line; CRLF and LF both end a line (RFC 8866 section 5). */
final class SdpParser {
  private final List<Attribute> sessionAttributes = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private List<Attribute> attributes = sessionAttributes;
  private @Nullable MediaDescription open;
  private @Nullable Origin origin;
  private int candidates;

  Parsed<SessionDescription> description(String text) {
    if (!text.startsWith("v=0\n") && !text.startsWith("v=0\r\n")) {
      return new Parsed.Malformed<>(1, "the first line must be v=0");
    }
    Parsed.Malformed<?> fault = read(text);
    if (fault != null) {
      return new Parsed.Malformed<>(fault.line(), fault.reason());
    }
    if (origin == null) {
      return new Parsed.Malformed<>(0, "no o= line");
    }
    return new Parsed.Description<>(
        new SessionDescription(origin, new AttributeList(sessionAttributes), media));
  }

  Parsed<SdpFragment> fragment(String text) {
    Parsed.Malformed<?> fault = read(text);
    if (fault != null) {
      return new Parsed.Malformed<>(fault.line(), fault.reason());
    }
    return new Parsed.Description<>(new SdpFragment(new AttributeList(sessionAttributes), media));
  }

  private Parsed.@Nullable Malformed<?> read(String text) {
    if (text.length() > SdpLimits.MAX_TEXT) {
      return new Parsed.Malformed<>(0, "longer than " + SdpLimits.MAX_TEXT + " characters");
    }
    int number = 0;
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int end = newline < 0 ? text.length() : newline;
      number++;
      String reason = line(withoutReturn(text.substring(start, end)));
      if (reason != null) {
        return new Parsed.Malformed<>(number, reason);
      }
      start = end + 1;
    }
    closeMedia();
    return null;
  }

  /**
   * @return why the line is malformed, or null
   */
  private @Nullable String line(String line) {
    if (line.isEmpty()) {
      return null;
    }
    if (line.length() > SdpLimits.MAX_LINE) {
      return "longer than " + SdpLimits.MAX_LINE + " characters";
    }
    if (line.length() < 2 || line.charAt(1) != '=') {
      return "not of the form x=…";
    }
    if (line.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7F)) {
      return "holds a control character";
    }
    String value = line.substring(2);
    return switch (line.charAt(0)) {
      case 'o' -> origin(value);
      case 'm' -> media(value);
      case 'a' -> attribute(value);
      default -> null;
    };
  }

  private @Nullable String origin(String value) {
    origin = Origin.parse(value);
    return origin == null ? "malformed o= line" : null;
  }

  private @Nullable String media(String value) {
    closeMedia();
    if (media.size() == SdpLimits.MAX_MEDIA) {
      return "more than " + SdpLimits.MAX_MEDIA + " m-lines";
    }
    open = MediaDescription.parse(value);
    attributes = new ArrayList<>();
    return open == null ? "malformed m= line" : null;
  }

  private @Nullable String attribute(String text) {
    Attribute attribute = Attributes.parse(text);
    if (attribute == null) {
      return Attributes.isStrict(text) ? "malformed a=" + Attributes.name(text) : null;
    }
    // A gathering host with many addresses repeats its candidates on every m-line; what is beyond
    // the limit helps nobody.
    if (!(attribute instanceof IceAttribute.Candidate) || candidates++ < SdpLimits.MAX_CANDIDATES) {
      attributes.add(attribute);
    }
    return null;
  }

  private void closeMedia() {
    if (open != null) {
      media.add(open.with(attributes));
      open = null;
    }
  }

  private static String withoutReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
