package org.parley.media.api;

/**
 * Names a published track; unique in the process, never reused.
 *
 * @param value not blank
 */
public record TrackId(String value) {
  public TrackId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("TrackId is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
