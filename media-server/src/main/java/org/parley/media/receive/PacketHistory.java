package org.parley.media.receive;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The last packets of one layer in plain text, kept once for all subscribers, to answer NACKs from.
 *
 * <p>Packets lie one behind the other in a ring of bytes; an index by sequence number finds them.
 * The oldest are overwritten; memory is bounded by construction. The publisher's loop writes; any
 * loop reads, and notices when what it has read was overwritten meanwhile.
 */
public final class PacketHistory {
  private static final int BYTES = 1 << 19;
  private static final int PACKETS = 1 << 10;

  private final byte[] ring = new byte[BYTES];
  private final long[] positions = new long[PACKETS];
  private final int[] lengths = new int[PACKETS];
  private final int[] sequences = new int[PACKETS];

  /** Bytes before this position are written or being written. */
  private volatile long claimed;

  public PacketHistory() {
    Arrays.fill(sequences, -1);
  }

  /** Copies the readable bytes; the buffer's indices stay as they are. */
  public void put(int sequence, ByteBuf packet) {
    int length = packet.readableBytes();
    long position = claimed;
    int offset = (int) (position & (BYTES - 1));
    if (offset + length > BYTES) {
      position += BYTES - offset;
      offset = 0;
    }
    int index = sequence & (PACKETS - 1);
    sequences[index] = -1;
    claimed = position + length;
    packet.getBytes(packet.readerIndex(), ring, offset, length);
    positions[index] = position;
    lengths[index] = length;
    VarHandle.releaseFence();
    sequences[index] = sequence & 0xFFFF;
  }

  /**
   * Appends the packet to {@code out}.
   *
   * @param sequence 16 bits
   * @return false when it is not held any more
   */
  public boolean get(int sequence, ByteBuf out) {
    int index = sequence & (PACKETS - 1);
    int wanted = sequence & 0xFFFF;
    if (sequences[index] != wanted) {
      return false;
    }
    VarHandle.acquireFence();
    long position = positions[index];
    int length = lengths[index];
    int offset = (int) (position & (BYTES - 1));
    if (offset + length > BYTES || length > out.maxWritableBytes()) {
      return false;
    }
    int mark = out.writerIndex();
    out.writeBytes(ring, offset, length);
    VarHandle.acquireFence();
    if (sequences[index] != wanted || claimed - position > BYTES) {
      out.writerIndex(mark);
      return false;
    }
    return true;
  }
}
