package org.parley.media.transport;

import org.parley.media.transport.ice.Pair;

/** The way to one remote address of one peer; on the peer's loop, except where noted. */
sealed interface Route permits UdpRoute, TcpRoute {

  PeerTransport peer();

  Pair pair();

  /** Packets from the pair's remote address are the peer's from now on. */
  void open();

  /** The opposite of {@link #open}. */
  void close();

  Fullness fullness();

  /**
   * Takes the packet that reaches from {@code start} to the writer index of the loop's {@link
   * Departures#buffer}.
   *
   * @param droppable whether it may be dropped before others when the socket is full
   */
  void write(int start, boolean droppable);
}
