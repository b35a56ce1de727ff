package org.parley.signaling.negotiation.sdp;

import java.util.List;

/**
 * RFC 8840 section 9: the session's attributes, then pseudo m-lines that only say whose mid and
 * candidates follow.
 */
public record SdpFragment(AttributeList attributes, List<MediaDescription> media) {

  public SdpFragment {
    media = List.copyOf(media);
  }

  public static Parsed<SdpFragment> parse(String text) {
    return new SdpParser().fragment(text);
  }

  /** With CRLF. */
  public String write() {
    StringBuilder out = new StringBuilder(1024);
    attributes.write(out);
    for (MediaDescription description : media) {
      description.writeLine(out);
      description.attributes().write(out);
    }
    return out.toString();
  }
}
