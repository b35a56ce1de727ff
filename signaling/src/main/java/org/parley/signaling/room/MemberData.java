package org.parley.signaling.room;

import java.util.List;
import org.parley.media.api.NegotiatedChannel;

/** A member's data channels, as far as its room must know them. */
final class MemberData {
  private List<NegotiatedChannel> negotiated = List.of();
  private boolean up;

  /** Of one message on its channel, in bytes; 0 while that is not open. */
  private int chatBytes;

  /** The channels that it uses without opening them, through all its connections. */
  List<NegotiatedChannel> negotiated() {
    return negotiated;
  }

  void negotiated(List<NegotiatedChannel> channels) {
    negotiated = List.copyOf(channels);
  }

  /** Whether the association of its connection is up. */
  boolean isUp() {
    return up;
  }

  void connected() {
    up = true;
  }

  /** Whether it can be sent a chat message of that size while its connection is up. */
  boolean takesChat(int bytes) {
    return bytes <= chatBytes;
  }

  /**
   * @param maxBytes of one message
   */
  void chatOpened(int maxBytes) {
    chatBytes = maxBytes;
  }

  void chatClosed() {
    chatBytes = 0;
  }

  /** The association ended, or its whole connection. */
  void ended() {
    up = false;
    chatBytes = 0;
  }
}
