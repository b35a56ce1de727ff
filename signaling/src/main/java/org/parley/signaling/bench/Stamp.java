package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;

/**
 * What every payload carries: when it was sent, and which packet of its stream it is.
 *
 * <pre>
 * +--------------------+---------------------------+--------------------+
 * | magic (32 bits)    | nanoTime (64 bits)        | counter (32 bits)  |
 * +--------------------+---------------------------+--------------------+
 * </pre>
 */
final class Stamp {
  static final int LENGTH = 16;
  private static final int MAGIC = 0x50524C59;

  private Stamp() {}

  static void write(ByteBuf packet, int offset, long sentNanos, int counter) {
    packet.setInt(offset, MAGIC).setLong(offset + 4, sentNanos).setInt(offset + 12, counter);
  }

  static boolean isAt(ByteBuf packet, int offset) {
    return packet.getInt(offset) == MAGIC;
  }

  static long sentNanos(ByteBuf packet, int offset) {
    return packet.getLong(offset + 4);
  }

  static int counter(ByteBuf packet, int offset) {
    return packet.getInt(offset + 12);
  }
}
