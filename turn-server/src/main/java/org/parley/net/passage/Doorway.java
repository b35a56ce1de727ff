package org.parley.net.passage;

import io.netty.buffer.ByteBuf;
import org.parley.net.udp.RemoteAddress;

/** Where packets for one socket come in on one loop without having been on the network. */
public interface Doorway {
  /** The loop. */
  Landing landing();

  /** Whether the socket is gone; from any thread. */
  boolean closed();

  /**
   * A packet has come; on the landing's loop.
   *
   * @param from used again for another packet
   * @param content direct, with the landing's room around it; may be changed in place, is valid
   *     until what the loop does in this wake-up has been sent, and is not to be released
   */
  void onPacket(RemoteAddress from, ByteBuf content);
}
