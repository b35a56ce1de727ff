package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;

/** An array that is as long as the longest packet so far. */
final class Scratch {
  private static final int FIRST_LENGTH = 1536;

  private byte[] bytes = new byte[FIRST_LENGTH];

  /** Copies what lies from {@code start} to the writer index to the front, with room behind it. */
  byte[] load(ByteBuf packet, int start, int room) {
    int length = packet.writerIndex() - start;
    if (bytes.length < length + room) {
      bytes = new byte[length + room];
    }
    packet.getBytes(start, bytes, 0, length);
    return bytes;
  }

  /** Copies back what lies behind {@code from}; the packet then has the given length. */
  void store(ByteBuf packet, int start, int from, int length) {
    packet.writerIndex(start + from);
    packet.writeBytes(bytes, from, length - from);
  }
}
