package org.parley.net.udp;

import io.netty.buffer.ByteBuf;

/** What a port hands up, on its loop. */
public interface UdpReceiver {
  /**
   * A datagram has come.
   *
   * @param from used again for the next datagram
   * @param content direct, at most {@link UdpPort#MAX_DATAGRAM} bytes between its indices; may be
   *     changed in place and read from, is valid during the call only, and is not to be released
   */
  void onDatagram(RemoteAddress from, ByteBuf content);

  /** The datagrams of one wake-up have been handed up. */
  void onBatchEnd();

  /**
   * Something could not be sent, or ICMP told that an earlier datagram did not arrive. Called while
   * others are being sent: to be counted, not to be answered by sending.
   *
   * @param errno Linux's error number, 0 where it is not known
   */
  void onSendError(int errno);

  /** {@link UdpPort#congested()} has ended. */
  void onWritable();
}
