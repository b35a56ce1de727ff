package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RE-CONFIG: one or two requests or responses (RFC 6525 section 3.1). */
public record ReConfig(List<Parameter> parameters) implements Chunk {
  public ReConfig {
    parameters = List.copyOf(parameters);
  }

  static @Nullable ReConfig read(ByteBuf in, int from, int to) {
    List<Parameter> parameters = Parameter.readAll(in, from, to);
    return parameters == null || parameters.isEmpty() || parameters.size() > 2
        ? null
        : new ReConfig(parameters);
  }

  @Override
  public void write(ByteBuf out) {
    int start = Tlv.beginChunk(out, ChunkType.RE_CONFIG, 0);
    Tlv.writeAll(out, parameters, ParameterCodec::write);
    Tlv.end(out, start);
  }
}
