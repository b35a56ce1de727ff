package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A chunk other than DATA, I-DATA and SACK, which are views. */
public sealed interface Chunk
    permits Init,
        InitAck,
        Heartbeat,
        HeartbeatAck,
        Abort,
        Shutdown,
        ShutdownAck,
        OperationError,
        CookieEcho,
        CookieAck,
        ShutdownComplete,
        ForwardTsn,
        InterleavedForwardTsn,
        ReConfig,
        Pad,
        Chunk.Unknown {

  /** A well-framed chunk of a type that we do not know. */
  record Unknown(int type, int flags, Opaque value) implements Chunk {
    @Override
    public void write(ByteBuf out) {
      int start = Tlv.beginChunk(out, type, flags);
      value.write(out);
      Tlv.end(out, start);
    }
  }

  /** Writes the chunk with its header and padding. */
  void write(ByteBuf out);

  /** Reads the chunk at which the packet stands; null if it is malformed. */
  static @Nullable Chunk read(PacketView packet) {
    ByteBuf in = packet.buffer();
    int flags = packet.chunkFlags();
    int from = packet.valueStart();
    int to = packet.valueEnd();
    int type = packet.chunkType();
    return switch (type) {
      case ChunkType.INIT -> Init.read(in, from, to);
      case ChunkType.INIT_ACK -> InitAck.read(in, from, to);
      case ChunkType.HEARTBEAT -> Heartbeat.read(in, from, to);
      case ChunkType.HEARTBEAT_ACK -> HeartbeatAck.read(in, from, to);
      case ChunkType.ABORT -> Abort.read(flags, in, from, to);
      case ChunkType.SHUTDOWN -> Shutdown.read(in, from, to);
      case ChunkType.SHUTDOWN_ACK -> from == to ? new ShutdownAck() : null;
      case ChunkType.ERROR -> OperationError.read(in, from, to);
      case ChunkType.COOKIE_ECHO -> CookieEcho.read(in, from, to);
      case ChunkType.COOKIE_ACK -> from == to ? new CookieAck() : null;
      case ChunkType.SHUTDOWN_COMPLETE -> from == to ? new ShutdownComplete(flags) : null;
      case ChunkType.RE_CONFIG -> ReConfig.read(in, from, to);
      case ChunkType.PAD -> new Pad(to - from);
      case ChunkType.FORWARD_TSN -> ForwardTsn.read(in, from, to);
      case ChunkType.I_FORWARD_TSN -> InterleavedForwardTsn.read(in, from, to);
      default -> new Unknown(type, flags, Opaque.read(in, from, to));
    };
  }
}
