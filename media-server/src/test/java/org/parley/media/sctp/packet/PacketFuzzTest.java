package org.parley.media.sctp.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

class PacketFuzzTest {
  private final PacketView view = new PacketView();
  private final DataChunk data = new DataChunk();
  private final SackChunk sack = new SackChunk();

  @FuzzTest(maxDuration = "60s")
  void whatIsReadCanBeWrittenAndReadAgain(byte[] bytes) {
    ByteBuf packet = Unpooled.wrappedBuffer(bytes);
    if (!view.wrap(packet)) {
      return;
    }
    view.checksumIsRight();
    while (view.nextChunk()) {
      switch (view.chunkType()) {
        case ChunkType.DATA, ChunkType.I_DATA -> data();
        case ChunkType.SACK -> sack();
        default -> {
          Chunk chunk = Chunk.read(view);
          if (chunk != null) {
            assertEquals(List.of(chunk), Chunks.read(Chunks.packet(chunk)));
          }
        }
      }
    }
  }

  private void data() {
    if (!data.wrap(view)) {
      return;
    }
    byte[] payload = data.payload();
    ByteBuf out = Unpooled.buffer();
    out.writeZero(PacketView.HEADER_LENGTH);
    int flags = view.chunkFlags();
    if (data.interleaved()) {
      int last = data.beginning() ? data.protocol() : data.fragment();
      DataChunk.writeInterleaved(
          out, flags, data.tsn(), data.stream(), data.sequence(), last, payload, 0, payload.length);
    } else {
      DataChunk.write(
          out,
          flags,
          data.tsn(),
          data.stream(),
          data.sequence(),
          data.protocol(),
          payload,
          0,
          payload.length);
    }
    PacketView again = new PacketView();
    assertTrue(again.wrap(out) && again.nextChunk());
    DataChunk written = new DataChunk();
    assertTrue(written.wrap(again));
    assertEquals(data.tsn(), written.tsn());
    assertEquals(data.stream(), written.stream());
    assertEquals(data.sequence(), written.sequence());
    assertEquals(payload.length, written.payloadLength());
  }

  private void sack() {
    if (!sack.wrap(view)) {
      return;
    }
    ByteBuf out = Unpooled.buffer();
    out.writeZero(PacketView.HEADER_LENGTH);
    SackChunk.writeFixed(
        out, sack.cumulativeTsn(), (int) sack.window(), sack.gapBlocks(), sack.duplicates());
    for (int i = 0; i < sack.gapBlocks(); i++) {
      out.writeShort(sack.gapStart(i)).writeShort(sack.gapEnd(i));
    }
    for (int i = 0; i < sack.duplicates(); i++) {
      out.writeInt(sack.duplicate(i));
    }
    PacketView again = new PacketView();
    assertTrue(again.wrap(out) && again.nextChunk());
    SackChunk written = new SackChunk();
    assertTrue(written.wrap(again));
    assertEquals(sack.window(), written.window());
    assertEquals(again.valueEnd() - again.valueStart(), view.valueEnd() - view.valueStart());
  }
}
