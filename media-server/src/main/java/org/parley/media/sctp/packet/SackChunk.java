package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of SACK (RFC 9260 section 3.3.4), reused for chunk after chunk.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   type = 3    |     flags     |            length             |
 * |                        cumulative TSN                         |
 * |           advertised receiver window credit (a_rwnd)          |
 * |     number of gap blocks      |     number of duplicates      |
 * |      offset of gap's start    |       offset of its end       |  for each gap block
 * |                        duplicate TSN                          |  for each duplicate
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class SackChunk {
  public static final int FIXED_LENGTH = 16;
  public static final int BLOCK_LENGTH = 4;

  private ByteBuf in = Unpooled.EMPTY_BUFFER;
  private int at;

  /**
   * Looks at the chunk at which the packet stands.
   *
   * @return false if its length is not that of its blocks
   */
  public boolean wrap(PacketView packet) {
    in = packet.buffer();
    at = packet.valueStart();
    int length = packet.valueEnd() - at;
    return length >= FIXED_LENGTH - PacketView.CHUNK_HEADER_LENGTH
        && length
            == FIXED_LENGTH
                - PacketView.CHUNK_HEADER_LENGTH
                + BLOCK_LENGTH * (gapBlocks() + duplicates());
  }

  public int cumulativeTsn() {
    return in.getInt(at);
  }

  /** Bytes, unsigned. */
  public long window() {
    return in.getUnsignedInt(at + 4);
  }

  public int gapBlocks() {
    return in.getUnsignedShort(at + 8);
  }

  public int duplicates() {
    return in.getUnsignedShort(at + 10);
  }

  /** The first TSN of a block of received ones, as steps from the cumulative TSN. */
  public int gapStart(int block) {
    return in.getUnsignedShort(at + 12 + BLOCK_LENGTH * block);
  }

  /** The last TSN of the block. */
  public int gapEnd(int block) {
    return in.getUnsignedShort(at + 14 + BLOCK_LENGTH * block);
  }

  public int duplicate(int index) {
    return in.getInt(at + 12 + BLOCK_LENGTH * (gapBlocks() + index));
  }

  /** Writes the part before the blocks; they follow by {@code writeShort} and {@code writeInt}. */
  public static void writeFixed(
      ByteBuf out, int cumulativeTsn, int window, int gapBlocks, int duplicates) {
    int length = FIXED_LENGTH + BLOCK_LENGTH * (gapBlocks + duplicates);
    out.writeByte(ChunkType.SACK).writeByte(0).writeShort(length);
    out.writeInt(cumulativeTsn).writeInt(window);
    out.writeShort(gapBlocks).writeShort(duplicates);
  }
}
