package org.parley.turn.link;

import io.netty.buffer.ByteBuf;
import org.parley.turn.relay.FiveTuple;

/** The TURN server of one loop, as the links of its clients see it. On the loop. */
public interface ClientIntake {
  /** A number for a link's {@link FiveTuple} that no other socket or link of the loop has. */
  int nextSocket();

  /** The link may be sent to from now on. */
  void onOpened(ClientLink link);

  /**
   * One STUN message or ChannelData. At the end of the wake-up all that was sent on leaves, and
   * links that were sent to are flushed.
   *
   * @param message its bytes stay as they are until then
   */
  void onPacket(ClientLink from, ByteBuf message);

  /** Releases {@code messages} when what they hold has left. */
  void releaseLater(ByteBuf messages);

  /** Whether the link is worth keeping though it is silent. */
  boolean hasAllocation(ClientLink link);

  /** The link is gone, and is not sent to any more. */
  void onClosed(ClientLink link);
}
