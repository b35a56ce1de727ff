package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the peer is there (RFC 9260 section 3.3.5); its one parameter comes back.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     heartbeat info type = 1   |            length             |
 * |                     what the sender likes                     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public record Heartbeat(Opaque info) implements Chunk {
  static @Nullable Heartbeat read(ByteBuf in, int from, int to) {
    Opaque info = readInfo(in, from, to);
    return info == null ? null : new Heartbeat(info);
  }

  static @Nullable Opaque readInfo(ByteBuf in, int from, int to) {
    List<Parameter> parameters = Parameter.readAll(in, from, to);
    return parameters != null
            && parameters.size() == 1
            && parameters.getFirst() instanceof Parameter.HeartbeatInfo(Opaque info)
        ? info
        : null;
  }

  @Override
  public void write(ByteBuf out) {
    write(out, ChunkType.HEARTBEAT, info);
  }

  static void write(ByteBuf out, int type, Opaque info) {
    int start = Tlv.beginChunk(out, type, 0);
    Tlv.writeAll(out, List.of(new Parameter.HeartbeatInfo(info)), ParameterCodec::write);
    Tlv.end(out, start);
  }
}
