package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.parley.media.transport.ice.Pair;

/** The way to one remote address of one peer; on the peer's loop, except where noted. */
sealed interface Route permits UdpRoute, TcpRoute {

  PeerTransport peer();

  Pair pair();

  /** Packets from the pair's remote address are the peer's from now on. */
  void open();

  /** The opposite of {@link #open}. */
  void close();

  boolean writable();

  /** Takes ownership; leaves with the loop's next flush. */
  void write(ByteBuf packet);
}
