package org.parley.media.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Vp8PayloadDescriptorTest {
  private final Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();

  /** Rows: payload, header length, picture id, TL0PICIDX, TID, Y, KEYIDX; -1 is absent. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          10 00            , 1, -1,    -1,  -1, false, -1
          80 00 00         , 2, -1,    -1,  -1, false, -1
          90 80 11 00      , 3, 17,    -1,  -1, false, -1
          90 80 9111 00    , 4, 4369,  -1,  -1, false, -1
          90 c0 7f fe 00   , 4, 127,   254, -1, false, -1
          90 e0 8001 05 a0 00 , 6, 1,  5,   2,  true,  -1
          90 f0 8001 05 5f 00 , 6, 1,  5,   1,  false, 31
          90 10 43 00      , 3, -1,    -1,  -1, false, 3
          90 20 e0 00      , 3, -1,    -1,  3,  true,  -1
          """)
  void readsTheFieldsOfRfc7741(
      String payload, int length, int pictureId, int tl0, int tid, boolean sync, int keyIndex) {
    assertTrue(wrap(payload));
    assertEquals(length, descriptor.headerLength());
    assertEquals(pictureId, descriptor.pictureId());
    assertEquals(tl0, descriptor.tl0PicIdx());
    assertEquals(tid, descriptor.temporalId());
    assertEquals(sync, descriptor.layerSync());
    assertEquals(keyIndex, descriptor.keyIndex());
  }

  @ParameterizedTest
  @CsvSource({"''", "10", "80", "8080", "808011", "80809111", "80f0800105", "80f08001055f", "8000"})
  void refusesWhatDoesNotFit(String payload) {
    assertFalse(wrap(payload));
  }

  @Test
  void readsTheFirstOctet() {
    assertTrue(wrap("35 00"));
    assertTrue(descriptor.nonReference());
    assertTrue(descriptor.startOfPartition());
    assertEquals(5, descriptor.partitionIndex());
    assertFalse(descriptor.isFrameStart());
  }

  @Test
  void rewritesInPlace() {
    ByteBuf buffer = hex("ff 90 f0 8001 05 5f 00");
    assertTrue(descriptor.wrap(buffer, 1, 7));
    descriptor.pictureId(0x7ABC);
    descriptor.tl0PicIdx(0xEE);
    descriptor.keyIndex(0x23);
    assertEquals("ff90f0fabcee4300", ByteBufUtil.hexDump(buffer));
    assertEquals(3, descriptor.pictureIdOffset());
    assertEquals(5, descriptor.tl0PicIdxOffset());
  }

  @Test
  void aShortPictureIdStaysShort() {
    ByteBuf buffer = hex("90 80 11 00");
    assertTrue(descriptor.wrap(buffer, 0, 4));
    descriptor.pictureId(0x1FF);
    assertEquals("90807f00", ByteBufUtil.hexDump(buffer));
  }

  @Test
  void absentFieldsAreNotWritten() {
    ByteBuf buffer = hex("10 00 00");
    assertTrue(descriptor.wrap(buffer, 0, 3));
    descriptor.pictureId(1);
    descriptor.tl0PicIdx(1);
    descriptor.keyIndex(1);
    assertEquals("100000", ByteBufUtil.hexDump(buffer));
  }

  @Test
  void aKeyFrameTellsItsSize() {
    assertTrue(wrap("90 80 8001 50 42 00 9d012a 0005 d042 aabb"));
    assertTrue(descriptor.isKeyframeStart());
    assertEquals(1280, descriptor.width());
    assertEquals(720, descriptor.height());
  }

  @ParameterizedTest
  @CsvSource({"90 80 8001 51", "80 80 8001 50", "91 80 8001 50"})
  void otherPacketsAreNoKeyFrame(String payload) {
    assertTrue(wrap(payload + "4200 9d012a 0005 d042"));
    assertFalse(descriptor.isKeyframeStart());
    assertEquals(-1, descriptor.width());
  }

  private boolean wrap(String payload) {
    ByteBuf buffer = hex(payload);
    return descriptor.wrap(buffer, 0, buffer.readableBytes());
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
