package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends the association at once (RFC 9260 section 3.3.7).
 *
 * @param tagReflected the T bit: the packet's tag is the one that its receiver had sent
 */
public record Abort(boolean tagReflected, List<ErrorCause> causes) implements Chunk {
  public Abort {
    causes = List.copyOf(causes);
  }

  static @Nullable Abort read(int flags, ByteBuf in, int from, int to) {
    List<ErrorCause> causes = ErrorCause.readAll(in, from, to);
    return causes == null ? null : new Abort((flags & 1) != 0, causes);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.ABORT, tagReflected ? 1 : 0);
    Tlv.writeAll(out, causes, ErrorCauseCodec::write);
    Tlv.end(out, start);
  }
}
