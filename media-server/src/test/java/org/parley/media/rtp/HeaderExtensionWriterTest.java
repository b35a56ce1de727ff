package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeaderExtensionWriterTest {
  private final HeaderExtensionWriter writer = new HeaderExtensionWriter();
  private final ByteBuf out = Unpooled.buffer();

  @Test
  void writesABareHeader() {
    assertEquals(12, begin(false).finish());
    assertEquals("80e0fffe0000000280000003", ByteBufUtil.hexDump(out));
  }

  @Test
  void writesTheOneByteForm() {
    begin(false);
    assertTrue(writer.addUnsignedShort(3, 0xABCD));
    assertTrue(writer.addUnsigned24(14, 0x010203));
    assertTrue(writer.addUnsignedByte(1, 0xFF));

    assertEquals(28, writer.finish());
    assertEquals(
        "90e0fffe0000000280000003" + "bede0003" + "31abcd" + "e2010203" + "10ff" + "000000",
        ByteBufUtil.hexDump(out));
  }

  @Test
  void writesTheTwoByteForm() {
    ByteBuf source = Unpooled.wrappedBuffer(new byte[] {9, 8, 7, 6});
    begin(true);
    assertTrue(writer.add(200, source, 1, 2));
    assertTrue(writer.add(5, new byte[0]));

    assertEquals(24, writer.finish());
    assertEquals(
        "90e0fffe0000000280000003" + "10000002" + "c8020807" + "0500" + "0000",
        ByteBufUtil.hexDump(out));
  }

  @Test
  void leavesOutWhatDoesNotFitTheForm() {
    begin(false);
    assertFalse(writer.addUnsignedByte(15, 1));
    assertFalse(writer.addUnsignedByte(0, 1));
    assertFalse(writer.add(1, new byte[17]));
    assertFalse(writer.add(1, new byte[0]));
    assertEquals(12, writer.finish());

    out.clear();
    begin(true);
    assertFalse(writer.add(1, new byte[256]));
    assertFalse(writer.addUnsignedByte(256, 1));
    assertEquals(12, writer.finish());
    assertEquals("80e0fffe0000000280000003", ByteBufUtil.hexDump(out));
  }

  @Test
  void whatIsWrittenIsRead() {
    Random random = new Random(8285);
    RtpPacket packet = new RtpPacket();
    for (int round = 0; round < 2_000; round++) {
      boolean twoByte = random.nextBoolean();
      TreeMap<Integer, byte[]> values = new TreeMap<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        byte[] value = new byte[twoByte ? random.nextInt(256) : 1 + random.nextInt(16)];
        random.nextBytes(value);
        values.put(1 + random.nextInt(twoByte ? 255 : 14), value);
      }
      out.clear().writeZero(random.nextInt(5));
      out.readerIndex(out.writerIndex());
      begin(twoByte);
      values.forEach((id, value) -> assertTrue(writer.add(id, value)));
      int header = writer.finish();
      out.writeByte(0x55);

      assertEquals(0, header % 4);
      assertTrue(packet.wrap(out));
      assertEquals(header, packet.headerLength());
      assertEquals(1, packet.payloadLength());
      TreeMap<Integer, byte[]> read = new TreeMap<>();
      packet.forEachExtension(
          (id, offset, length) -> read.put(id, ByteBufUtil.getBytes(out, offset, length)));
      assertEquals(values.keySet(), read.keySet());
      values.forEach((id, value) -> assertArrayEquals(value, read.get(id)));
    }
  }

  private HeaderExtensionWriter begin(boolean twoByte) {
    return writer.begin(out, twoByte, true, 96, 0xFFFE, 2, 0x80000003);
  }
}
