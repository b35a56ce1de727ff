package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;

/**
 * The last word of a shutdown (RFC 9260 section 3.3.13).
 *
 * @param tagReflected the T bit, as in {@link Abort}
 */
public record ShutdownComplete(boolean tagReflected) implements Chunk {
  ShutdownComplete(int flags) {
    this((flags & 1) != 0);
  }

  @Override
  public void write(ByteBuf out) {
    Tlv.end(out, Tlv.beginChunk(out, ChunkType.SHUTDOWN_COMPLETE, tagReflected ? 1 : 0));
  }
}
