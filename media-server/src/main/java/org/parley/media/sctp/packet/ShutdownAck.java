package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;

/** Answers SHUTDOWN when nothing is left to send (RFC 9260 section 3.3.9). */
public record ShutdownAck() implements Chunk {
  @Override
  public void write(ByteBuf out) {
    Tlv.end(out, Tlv.beginChunk(out, ChunkType.SHUTDOWN_ACK, 0));
  }
}
