package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;

/**
 * What every payload carries: when it was sent, and which packet of which layer it is.
 *
 * <pre>
 * +-----------------+-----------+---------------------+-------------------+
 * | magic (24 bits) | layer (8) | nanoTime (64 bits)  | counter (32 bits) |
 * +-----------------+-----------+---------------------+-------------------+
 * </pre>
 */
public final class Stamp {
  public static final int LENGTH = 16;
  private static final int MAGIC = 0x50524C;

  private Stamp() {}

  public static void write(ByteBuf packet, int offset, int layer, long sentNanos, int counter) {
    packet.setMedium(offset, MAGIC).setByte(offset + 3, layer);
    packet.setLong(offset + 4, sentNanos).setInt(offset + 12, counter);
  }

  public static boolean isAt(ByteBuf packet, int offset) {
    return packet.getUnsignedMedium(offset) == MAGIC;
  }

  public static int layer(ByteBuf packet, int offset) {
    return packet.getUnsignedByte(offset + 3);
  }

  public static long sentNanos(ByteBuf packet, int offset) {
    return packet.getLong(offset + 4);
  }

  public static int counter(ByteBuf packet, int offset) {
    return packet.getInt(offset + 12);
  }
}
