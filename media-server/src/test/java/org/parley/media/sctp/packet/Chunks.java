package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packets of chunks, for tests. */
final class Chunks {
  private Chunks() {}

  static ByteBuf hex(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  static ByteBuf packet(Chunk chunk) {
    ByteBuf out = Unpooled.buffer();
    PacketWriter writer = new PacketWriter(5000, 5000);
    writer.begin(out, 0x12345678);
    chunk.write(out);
    writer.finish(out, 0, true);
    return out;
  }

  static String dump(Chunk chunk) {
    return ByteBufUtil.hexDump(packet(chunk));
  }

  /** The chunks that are no views; null if the packet is malformed. */
  static @Nullable List<Chunk> read(ByteBuf packet) {
    PacketView view = new PacketView();
    if (!view.wrap(packet)) {
      return null;
    }
    List<Chunk> chunks = new ArrayList<>();
    while (view.nextChunk()) {
      Chunk chunk = Chunk.read(view);
      if (chunk == null) {
        return null;
      }
      chunks.add(chunk);
    }
    return chunks;
  }
}
