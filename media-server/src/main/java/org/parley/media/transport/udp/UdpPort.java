package org.parley.media.transport.udp;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

public interface UdpPort extends AutoCloseable {
  int MAX_SEGMENTS = 48;
  int MAX_BYTES = 60_000;

  InetSocketAddress local();

  void send(
      ByteBuf buffer, int offset, int length, int segmentSize, RemoteAddress to, boolean droppable);

  void flush();

  boolean congested();

  @Override
  void close();
}
