package org.parley.media.transport.udp;

import io.netty.buffer.ByteBuf;

public interface UdpReceiver {
  void onDatagram(RemoteAddress from, ByteBuf content);

  void onBatchEnd();

  void onSendError(int errno);
}
