package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Asks for an association (RFC 9260 section 3.3.2). */
public record Init(Opening opening) implements Chunk {
  static @Nullable Init read(ByteBuf in, int from, int to) {
    Opening opening = Opening.read(in, from, to);
    return opening == null ? null : new Init(opening);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.INIT, 0);
    opening.write(out);
    Tlv.end(out, start);
  }
}
