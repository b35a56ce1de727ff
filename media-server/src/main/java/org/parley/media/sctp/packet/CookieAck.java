package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;

/** Answers COOKIE-ECHO (RFC 9260 section 3.3.12). */
public record CookieAck() implements Chunk {
  @Override
  public void write(ByteBuf out) {
    Tlv.end(out, Tlv.beginChunk(out, ChunkType.COOKIE_ACK, 0));
  }
}
