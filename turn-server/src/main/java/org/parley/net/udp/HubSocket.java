package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** A socket of a {@link UdpHub}; on its loop. */
public interface HubSocket {
  /** Where it is bound, with the port that the system picked if none was named. */
  InetSocketAddress local();

  /**
   * Queues a datagram for the end of the wake-up; its bytes must stay as they are until then.
   *
   * @param offset an index of {@code buffer}, whatever its reader index
   * @param to is copied
   */
  void send(ByteBuf buffer, int offset, int length, RemoteAddress to, boolean dontFragment);

  /** Sends what is queued here and closes. */
  void close();
}
