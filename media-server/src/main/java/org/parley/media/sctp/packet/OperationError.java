package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ERROR: what went wrong, without an end to the association (RFC 9260 section 3.3.10). */
public record OperationError(List<ErrorCause> causes) implements Chunk {
  public OperationError {
    causes = List.copyOf(causes);
  }

  public OperationError(ErrorCause cause) {
    this(List.of(cause));
  }

  static @Nullable OperationError read(ByteBuf in, int from, int to) {
    List<ErrorCause> causes = ErrorCause.readAll(in, from, to);
    return causes == null || causes.isEmpty() ? null : new OperationError(causes);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.ERROR, 0);
    Tlv.writeAll(out, causes, ErrorCauseCodec::write);
    Tlv.end(out, start);
  }
}
