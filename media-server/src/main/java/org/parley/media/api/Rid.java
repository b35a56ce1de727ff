package org.parley.media.api;

/**
 * RTP stream id of a simulcast layer (RFC 8851).
 *
 * @param value not blank
 */
public record Rid(String value) {
  public Rid {
    if (value.isBlank()) {
      throw new IllegalArgumentException("Rid is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
