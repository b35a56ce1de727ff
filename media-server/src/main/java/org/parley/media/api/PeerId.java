package org.parley.media.api;

/**
 * Names one participant's peer connection; unique in the process, never reused.
 *
 * @param value not blank
 */
public record PeerId(String value) {
  public PeerId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("PeerId is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
