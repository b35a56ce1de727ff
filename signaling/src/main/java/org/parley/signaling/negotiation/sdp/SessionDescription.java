package org.parley.signaling.negotiation.sdp;

import java.util.List;

/** RFC 8866 section 5, without what WebRTC has no use for. */
public record SessionDescription(
    Origin origin, AttributeList attributes, List<MediaDescription> media) {

  public SessionDescription {
    media = List.copyOf(media);
  }

  public static Parsed<SessionDescription> parse(String text) {
    return new SdpParser().description(text);
  }

  /** With CRLF. */
  public String write() {
    StringBuilder out = new StringBuilder(4096).append("v=0\r\n");
    origin.write(out);
    out.append("s=-\r\nt=0 0\r\n");
    attributes.write(out);
    for (MediaDescription description : media) {
      description.writeLine(out);
      // RFC 8840 section 4.1.1: with trickle there is no default candidate to name.
      out.append("c=IN IP4 0.0.0.0\r\n");
      description.attributes().write(out);
    }
    return out.toString();
  }
}
