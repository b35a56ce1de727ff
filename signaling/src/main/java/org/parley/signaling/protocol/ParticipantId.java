package org.parley.signaling.protocol;

/**
 * Names a participant; unique in the process, never reused.
 *
 * @param value not blank
 */
public record ParticipantId(String value) {
  public ParticipantId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("ParticipantId is blank");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
