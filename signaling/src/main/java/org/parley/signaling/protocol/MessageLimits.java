package org.parley.signaling.protocol;

import java.util.regex.Pattern;

/** Bounds of what a client may say. */
public final class MessageLimits {
  public static final int MESSAGE_BYTES = 64 * 1024;
  static final int DEPTH = 32;
  static final int NUMBER_LENGTH = 20;
  static final int FIELD_NAME_LENGTH = 64;
  static final int FIELDS_IN_ALL = 4096;

  public static final int ID_LENGTH = 64;
  public static final int TRACKS = 64;
  static final int TOKEN_LENGTH = 4096;
  static final int RESUME_TOKEN_LENGTH = 512;
  static final int CANDIDATE_LENGTH = 512;

  /** RFC 8839 section 5.4: at most 256 characters. */
  static final int UFRAG_LENGTH = 256;

  static final int MID_LENGTH = 32;
  static final int TRACK_ID_LENGTH = 64;

  static final int PARTICIPANT_ID_LENGTH = 64;

  /** Told in one list. */
  static final int CHANNELS = 128;

  static final int CHANNEL_LABEL_LENGTH = 1_024;
  static final int CHANNEL_PROTOCOL_LENGTH = 1_024;

  /** RFC 8831 section 6.2: 65,535 is no stream of WebRTC's. */
  static final int CHANNEL_ID = 65_534;

  /** Characters of Unicode. */
  public static final int CHAT_LENGTH = 8_000;

  /** The longest side in pixels that anything may claim. */
  static final int PIXELS = 16_384;

  private static final int NAME_LENGTH = 64;
  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private MessageLimits() {}

  /** Whether this may name a room. */
  public static boolean isRoomName(String room) {
    return ROOM.matcher(room).matches();
  }

  /**
   * Whether this may name a participant: 1 to 64 characters, at least one of them visible, and none
   * that breaks a line or rewrites the text around it (control characters, line separators,
   * directional overrides, lone surrogates).
   */
  public static boolean isParticipantName(String name) {
    if (name.isBlank() || name.codePointCount(0, name.length()) > NAME_LENGTH) {
      return false;
    }
    return name.codePoints().noneMatch(MessageLimits::isForbidden);
  }

  /**
   * Whether a chat message may have this in it; of control characters, it breaks and tabs lines.
   */
  static boolean isChatCharacter(int c) {
    return Character.getType(c) != Character.CONTROL || c == '\n' || c == '\t';
  }

  /** Of a string's code points: half of a character, of which there is no UTF-8. */
  static boolean isLoneSurrogate(int c) {
    return Character.getType(c) == Character.SURROGATE;
  }

  private static boolean isForbidden(int c) {
    boolean directional = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> directional;
    };
  }
}
