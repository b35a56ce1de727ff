package org.parley.media.api;

/**
 * Names a room; unique in the process while the room lives.
 *
 * @param value not blank
 */
public record RoomId(String value) {
  public RoomId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("RoomId is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
