package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A packet as it lies in a buffer, and the chunk in it that is looked at (RFC 9260 sections 3.1 and
 * 3.2). Reused for packet after packet.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          source port          |       destination port        |
 * |                       verification tag                        |
 * |                           checksum                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  chunk type   |     flags     |            length             |  any number of times,
 * |                             value                             |  padded to four bytes
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class PacketView {
  public static final int HEADER_LENGTH = 12;
  public static final int CHUNK_HEADER_LENGTH = 4;

  private final Checksum checksum = new Checksum();
  private ByteBuf packet = Unpooled.EMPTY_BUFFER;
  private int start;
  private int end;
  private int chunk;
  private int next;

  /**
   * Looks at what lies between the reader and the writer index, before the first chunk.
   *
   * @return false if it is no packet, or one of its chunks does not fit
   */
  public boolean wrap(ByteBuf bytes) {
    packet = bytes;
    start = bytes.readerIndex();
    end = bytes.writerIndex();
    next = start + HEADER_LENGTH;
    chunk = next;
    if (next + CHUNK_HEADER_LENGTH > end) {
      return false;
    }
    for (int at = next; at < end; ) {
      int length = end - at < CHUNK_HEADER_LENGTH ? 0 : packet.getUnsignedShort(at + 2);
      if (length < CHUNK_HEADER_LENGTH || length > end - at) {
        return false;
      }
      // The padding of the last chunk is missing in packets of some.
      at += length + 3 & ~3;
    }
    return true;
  }

  public int sourcePort() {
    return packet.getUnsignedShort(start);
  }

  public int destinationPort() {
    return packet.getUnsignedShort(start + 2);
  }

  public int verificationTag() {
    return packet.getInt(start + 4);
  }

  public boolean checksumIsZero() {
    return packet.getInt(start + Checksum.OFFSET) == 0;
  }

  public boolean checksumIsRight() {
    return packet.getInt(start + Checksum.OFFSET) == checksum.of(packet, start, end);
  }

  /** Moves to the next chunk; false if there is none. */
  public boolean nextChunk() {
    if (next >= end) {
      return false;
    }
    chunk = next;
    next = chunk + (packet.getUnsignedShort(chunk + 2) + 3 & ~3);
    return true;
  }

  /** Back before the first chunk. */
  public void rewind() {
    next = start + HEADER_LENGTH;
  }

  public boolean isLastChunk() {
    return next >= end;
  }

  public int chunkType() {
    return packet.getUnsignedByte(chunk);
  }

  public int chunkFlags() {
    return packet.getUnsignedByte(chunk + 1);
  }

  public ByteBuf buffer() {
    return packet;
  }

  /** Where the chunk's value begins. */
  public int valueStart() {
    return chunk + CHUNK_HEADER_LENGTH;
  }

  public int valueEnd() {
    return chunk + packet.getUnsignedShort(chunk + 2);
  }

  /** The chunk with its header, but so many bytes at most, for an error that reports it. */
  public Opaque chunkBytes(int most) {
    return Opaque.read(packet, chunk, Math.min(valueEnd(), chunk + most));
  }
}
