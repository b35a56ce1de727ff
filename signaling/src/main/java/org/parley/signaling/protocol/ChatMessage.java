package org.parley.signaling.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said, as it goes over the channel {@code parley.chat} and stands in a history.
 *
 * @param number counts up through the room
 * @param name of the author at that time
 * @param to the only reader besides the author; null for everybody
 * @param time in milliseconds since 1970
 * @param clientId chosen by the author; null to everybody else
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChatMessage(
    long number,
    ParticipantId from,
    String name,
    @Nullable ParticipantId to,
    String text,
    long time,
    @Nullable String clientId) {

  /** As others read it. */
  public ChatMessage withoutClientId() {
    return clientId == null ? this : new ChatMessage(number, from, name, to, text, time, null);
  }

  /** Without the text, so that it may be logged. */
  @Override
  public String toString() {
    return "ChatMessage[" + number + ", from=" + from + ", to=" + to + "]";
  }
}
