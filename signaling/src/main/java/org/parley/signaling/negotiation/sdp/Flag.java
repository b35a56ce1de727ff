package org.parley.signaling.negotiation.sdp;

import org.jspecify.annotations.Nullable;

/** Attributes without a value (RFC 8866 section 5.13: property attributes). */
public enum Flag implements Attribute {
  /** RFC 8839 section 5.3. */
  ICE_LITE("ice-lite"),
  /** RFC 8840 section 8.2. */
  END_OF_CANDIDATES("end-of-candidates"),
  /** RFC 5761 section 5.1.1. */
  RTCP_MUX("rtcp-mux"),
  /** RFC 5506 section 5. */
  RTCP_RSIZE("rtcp-rsize"),
  /** RFC 8285 section 6. */
  EXTMAP_ALLOW_MIXED("extmap-allow-mixed"),
  /** RFC 8843 section 6. */
  BUNDLE_ONLY("bundle-only");

  private final String text;

  Flag(String text) {
    this.text = text;
  }

  static @Nullable Flag parse(String text) {
    for (Flag flag : values()) {
      if (flag.text.equals(text)) {
        return flag;
      }
    }
    return null;
  }

  @Override
  public String text() {
    return text;
  }
}
