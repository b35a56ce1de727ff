package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;

/**
 * Makes a packet longer (RFC 4820 section 3).
 *
 * @param length of the value in bytes, all of them zero
 */
public record Pad(int length) implements Chunk {
  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.PAD, 0);
    out.writeZero(length);
    Tlv.end(out, start);
  }
}
