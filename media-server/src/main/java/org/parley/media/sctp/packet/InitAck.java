package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Answers INIT, with a cookie among the parameters (RFC 9260 section 3.3.3). */
public record InitAck(Opening opening) implements Chunk {
  static @Nullable InitAck read(ByteBuf in, int from, int to) {
    Opening opening = Opening.read(in, from, to);
    return opening == null ? null : new InitAck(opening);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.INIT_ACK, 0);
    opening.write(out);
    Tlv.end(out, start);
  }
}
