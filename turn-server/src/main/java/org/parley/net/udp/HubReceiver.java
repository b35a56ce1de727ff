package org.parley.net.udp;

import io.netty.buffer.ByteBuf;

/** What a {@link HubSocket} hands up, on its loop. */
public interface HubReceiver {
  /**
   * A datagram has come.
   *
   * @param from used again for the next datagram
   * @param content direct, with the hub's room around it; may be changed in place, is valid until
   *     the end of the wake-up, and is not to be released
   */
  void onDatagram(RemoteAddress from, ByteBuf content);

  /**
   * ICMP told of a datagram that this socket had sent; only where {@link SocketUse#RELAY}.
   *
   * @param to where it was to go
   * @param type of ICMP or ICMPv6, by the family of {@code to}
   * @param data the second word of the ICMP message
   */
  void onIcmp(RemoteAddress to, int type, int code, int data);
}
