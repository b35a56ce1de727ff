package org.parley.signaling.room;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ChatMessage;
import org.parley.signaling.protocol.ParticipantId;

/** Numbers what is said in a room, and keeps the last of it for those who were away. */
final class ChatLog {
  /** Of all that is kept, in UTF-8. */
  static final int KEPT_BYTES = 256 * 1024;

  /** What a message costs besides its texts. */
  private static final int OVERHEAD = 128;

  private final int maxMessages;
  private final Deque<Kept> kept = new ArrayDeque<>();
  private int bytes;
  private long lastNumber;
  private long lastDropped;

  private record Kept(ChatMessage message, int bytes) {}

  /**
   * @param messages the oldest first
   * @param complete whether none that was asked for has been dropped
   */
  record Excerpt(List<ChatMessage> messages, boolean complete) {}

  ChatLog(int maxMessages) {
    this.maxMessages = maxMessages;
  }

  long lastNumber() {
    return lastNumber;
  }

  /**
   * @param to null for everybody
   */
  ChatMessage add(
      Member from,
      @Nullable ParticipantId to,
      String text,
      @Nullable String clientId,
      long epochMillis) {
    ChatMessage message =
        new ChatMessage(++lastNumber, from.id(), from.name(), to, text, epochMillis, clientId);
    Kept entry = new Kept(message, OVERHEAD + Utf8.length(text) + Utf8.length(from.name()));
    kept.addLast(entry);
    bytes += entry.bytes;
    while (kept.size() > maxMessages || bytes > KEPT_BYTES) {
      Kept oldest = kept.removeFirst();
      bytes -= oldest.bytes;
      lastDropped = oldest.message.number();
    }
    return message;
  }

  /** What came after the message of that number, as this reader may see it. */
  Excerpt after(long number, ParticipantId reader) {
    List<ChatMessage> messages =
        kept.stream()
            .map(Kept::message)
            .filter(message -> message.number() > number && isFor(reader, message))
            .map(message -> message.from().equals(reader) ? message : message.withoutClientId())
            .toList();
    return new Excerpt(messages, lastDropped <= number);
  }

  private static boolean isFor(ParticipantId reader, ChatMessage message) {
    ParticipantId to = message.to();
    return to == null || to.equals(reader) || message.from().equals(reader);
  }
}
