package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Says that all is sent and acknowledged (RFC 9260 section 3.3.8).
 *
 * @param cumulativeTsn the last one received in sequence
 */
public record Shutdown(int cumulativeTsn) implements Chunk {
  static @Nullable Shutdown read(ByteBuf in, int from, int to) {
    return to - from == 4 ? new Shutdown(in.getInt(from)) : null;
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.SHUTDOWN, 0);
    out.writeInt(cumulativeTsn);
    Tlv.end(out, start);
  }
}
