package org.parley.signaling.room;

import java.util.List;
import org.parley.media.api.NegotiatedChannel;

/** A member's data channels, as far as its room must know them. */
final class MemberData {
  private List<NegotiatedChannel> negotiated = List.of();
  private boolean up;
  private boolean chatOpen;

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

  /** Whether it can be sent chat messages while its connection is up. */
  boolean isChatOpen() {
    return chatOpen;
  }

  void chatOpen(boolean open) {
    chatOpen = open;
  }

  /** The association ended, or its whole connection. */
  void ended() {
    up = false;
    chatOpen = false;
  }
}
