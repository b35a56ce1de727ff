package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Sends back what a HEARTBEAT brought (RFC 9260 section 3.3.6). */
public record HeartbeatAck(Opaque info) implements Chunk {
  static @Nullable HeartbeatAck read(ByteBuf in, int from, int to) {
    Opaque info = Heartbeat.readInfo(in, from, to);
    return info == null ? null : new HeartbeatAck(info);
  }

  @Override
  public void write(ByteBuf out) {
    Heartbeat.write(out, ChunkType.HEARTBEAT_ACK, info);
  }
}
