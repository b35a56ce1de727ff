package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PacketHistoryTest {
  private final PacketHistory history = new PacketHistory();

  private static ByteBuf packet(int mark, int length) {
    ByteBuf buffer = Unpooled.buffer(length);
    buffer.writeInt(mark).writeZero(length - 4);
    return buffer;
  }

  @Test
  void returnsWhatWasPutByItsSequenceNumber() {
    history.put(65_535, packet(1, 100));
    history.put(0, packet(2, 200));
    ByteBuf out = Unpooled.buffer();
    assertTrue(history.get(65_535, out));
    assertEquals(100, out.readableBytes());
    assertEquals(1, out.getInt(0));
    out.clear();
    assertTrue(history.get(0, out));
    assertEquals(200, out.readableBytes());
    assertFalse(history.get(1, out));
  }

  @Test
  void forgetsTheOldestAndNeverReturnsAnothersBytes() {
    int length = 1200;
    int count = 3000;
    for (int i = 0; i < count; i++) {
      history.put(i, packet(i, length));
    }
    ByteBuf out = Unpooled.buffer();
    int held = 0;
    for (int i = 0; i < count; i++) {
      out.clear();
      if (history.get(i, out)) {
        held++;
        assertEquals(i, out.getInt(0));
        assertEquals(length, out.readableBytes());
        assertTrue(i > count - 440, "held " + i);
      }
    }
    assertTrue(held > 400, "held " + held);
  }
}
