package org.parley.signaling.room;

import java.time.Duration;
import org.parley.signaling.config.LimitsConfig;
import org.parley.signaling.protocol.MessageLimits;
import org.parley.signaling.protocol.ServerMessage;

/**
 * @param participants of a room
 * @param slots of a participant, audio and video together
 * @param dataMessageBytes of one message on a data channel
 * @param chatMessages that the room keeps
 * @param resume how long a participant whose socket dropped may come back
 * @param silence after which a socket is given up
 * @param httpConnect how long the media of a WHIP or WHEP session may take to connect
 * @param httpLost how long it may be disconnected before the session ends
 */
record RoomSettings(
    int participants,
    int slots,
    int messagesPerSecond,
    int messageBytes,
    int dataMessageBytes,
    int chatMessages,
    Duration resume,
    Duration silence,
    Duration httpConnect,
    Duration httpLost) {

  /** Of one member; the oldest are dropped first. */
  static final int KEPT_MESSAGES = 256;

  static final int KEPT_BYTES = 512 * 1024;

  /** RFC 8838 sets no bound; this is far more than any client has addresses. */
  static final int REMOTE_CANDIDATES = 64;

  static RoomSettings of(LimitsConfig limits) {
    return new RoomSettings(
        limits.participantsPerRoom(),
        limits.slotsPerParticipant(),
        limits.messagesPerSecond(),
        Math.min(limits.messageBytes(), MessageLimits.MESSAGE_BYTES),
        limits.dataMessageBytes(),
        limits.chatMessages(),
        limits.resume(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5));
  }

  ServerMessage.Limits limits() {
    return new ServerMessage.Limits(participants, messageBytes, messagesPerSecond, slots);
  }
}
