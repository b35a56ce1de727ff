package org.parley.turn.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamCutterTest {
  private final Recorder recorder = new Recorder();
  private final StreamCutter cutter = new StreamCutter(UnpooledByteBufAllocator.DEFAULT, recorder);

  private static final class Recorder implements StreamCutter.Sink {
    final List<String> messages = new ArrayList<>();
    final List<ByteBuf> held = new ArrayList<>();
    int limit = 70_000;
    int endAfter = Integer.MAX_VALUE;

    @Override
    public void onMessage(ByteBuf message) {
      messages.add(ByteBufUtil.hexDump(message));
    }

    @Override
    public int limit() {
      return limit;
    }

    @Override
    public void hold(ByteBuf pieces) {
      held.add(pieces);
    }

    @Override
    public boolean ended() {
      return messages.size() >= endAfter;
    }
  }

  private static ByteBuf stun(Random random, int length) {
    byte[] attributes = new byte[length];
    random.nextBytes(attributes);
    return Unpooled.buffer()
        .writeShort(0x0016)
        .writeShort(length)
        .writeInt(0x2112A442)
        .writeZero(12)
        .writeBytes(attributes);
  }

  private static ByteBuf channelData(Random random, int length) {
    byte[] data = new byte[length];
    random.nextBytes(data);
    return Unpooled.buffer()
        .writeShort(0x4000 + random.nextInt(0x1000))
        .writeShort(length)
        .writeBytes(data)
        .writeZero(-length & 3);
  }

  /** However a stream is cut, the same messages come out, and the buffers are given back. */
  @Test
  void messagesDoNotDependOnTheCuts() {
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Recorder sink = new Recorder();
      StreamCutter cut = new StreamCutter(UnpooledByteBufAllocator.DEFAULT, sink);
      List<String> sent = new ArrayList<>();
      ByteBuf stream = Unpooled.buffer();
      for (int i = random.nextInt(20); i >= 0; i--) {
        int length = random.nextInt(random.nextInt(40) == 0 ? 65_000 : 1_300);
        ByteBuf message =
            random.nextBoolean() ? stun(random, length & ~3) : channelData(random, length);
        sent.add(ByteBufUtil.hexDump(message));
        stream.writeBytes(message);
      }
      int largest = 1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 5_000);
      while (stream.isReadable()) {
        int piece = Math.min(1 + random.nextInt(largest), stream.readableBytes());
        assertTrue(cut.feed(stream.readBytes(piece)), "seed " + seed);
      }
      assertEquals(sent, sink.messages, "seed " + seed);
      assertEquals(0, cut.pending());
      sink.held.forEach(ByteBuf::release);
      assertTrue(sink.held.stream().allMatch(held -> held.refCnt() == 0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # first bytes,                            limit
          474554202f20485454502f312e310d0a,         4096
          505249202a20485454502f322e300d0a,         4096
          5353482d322e302d4f70656e535348,           4096
          400000080102030405060708,                 8
          800000000000000000000000,                 70000
          ffffffff,                                 70000
          1603010002000001,                         70000
          000100002112a443000000000000000000000000, 70000
          000100022112a442000000000000000000000000, 70000
          """)
  void garbageEndsTheStream(String hex, int limit) {
    recorder.limit = limit;
    byte[] bytes = ByteBufUtil.decodeHexDump(hex);
    boolean whole = cutter.feed(Unpooled.copiedBuffer(bytes));
    assertFalse(whole);

    StreamCutter bytewise = new StreamCutter(UnpooledByteBufAllocator.DEFAULT, recorder);
    boolean alive = true;
    for (byte each : bytes) {
      alive = alive && bytewise.feed(Unpooled.copiedBuffer(new byte[] {each}));
    }
    assertFalse(alive);
    bytewise.release();
    assertEquals(List.of(), recorder.messages);
  }

  @Test
  void whatComesAfterTheEndStaysInThePiece() {
    recorder.endAfter = 1;
    Random random = new Random(1);
    ByteBuf piece = stun(random, 8).writeBytes(new byte[] {1, 2, 3});

    assertTrue(cutter.feed(piece));

    assertEquals(1, recorder.messages.size());
    assertEquals("010203", ByteBufUtil.hexDump(recorder.held.getFirst()));
    assertEquals(0, cutter.pending());
  }

  @Test
  void beginningsOfMessagesAreGivenBack() {
    assertTrue(cutter.feed(Unpooled.copiedBuffer(new byte[] {0, 1})));
    assertEquals(2, cutter.pending());
    cutter.release();
    assertEquals(0, cutter.pending());
  }
}
