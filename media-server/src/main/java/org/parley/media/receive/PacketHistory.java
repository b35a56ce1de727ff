package org.parley.media.receive;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The last packets of one layer in plain text, kept once for all subscribers, to answer NACKs from.
 *
 * <p>Packets lie one behind the other in a ring of bytes; an index by sequence number finds them.
 * The oldest are overwritten; memory is bounded by construction.
 */
public final class PacketHistory {
  private static final int BYTES = 1 << 19;
  private static final int PACKETS = 1 << 10;

  private final byte[] ring = new byte[BYTES];
  private final long[] positions = new long[PACKETS];
  private final int[] lengths = new int[PACKETS];
  private final int[] sequences = new int[PACKETS];
  private long end;

  public PacketHistory() {
    Arrays.fill(sequences, -1);
  }

  /** Copies the readable bytes; the buffer's indices stay as they are. */
  public void put(int sequence, ByteBuf packet) {
    int length = packet.readableBytes();
    int offset = (int) (end & (BYTES - 1));
    if (offset + length > BYTES) {
      end += BYTES - offset;
      offset = 0;
    }
    packet.getBytes(packet.readerIndex(), ring, offset, length);
    int index = sequence & (PACKETS - 1);
    sequences[index] = sequence & 0xFFFF;
    positions[index] = end;
    lengths[index] = length;
    end += length;
  }

  /**
   * Appends the packet to {@code out}.
   *
   * @param sequence 16 bits
   * @return false when it is not held any more
   */
  public boolean get(int sequence, ByteBuf out) {
    int index = sequence & (PACKETS - 1);
    if (sequences[index] != (sequence & 0xFFFF) || end - positions[index] > BYTES) {
      return false;
    }
    out.writeBytes(ring, (int) (positions[index] & (BYTES - 1)), lengths[index]);
    return true;
  }
}
