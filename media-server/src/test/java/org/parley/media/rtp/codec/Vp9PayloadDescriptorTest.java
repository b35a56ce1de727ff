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
import org.parley.media.api.CodecType;

class Vp9PayloadDescriptorTest {
  private final Vp9PayloadDescriptor descriptor = new Vp9PayloadDescriptor();

  /** Rows: payload, header length, picture id, TID, SID, TL0PICIDX, key frame start. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          08 aa            , 1, -1,   -1, -1, -1,  true
          48 aa            , 1, -1,   -1, -1, -1,  false
          88 11 aa         , 2, 17,   -1, -1, -1,  true
          88 9111 aa       , 3, 4369, -1, -1, -1,  true
          a8 9111 00 07 aa , 5, 4369, 0,  0,  7,   true
          a8 9111 03 07 aa , 5, 4369, 0,  1,  7,   false
          a0 9111 00 07 aa , 5, 4369, 0,  0,  7,   false
          e8 9111 b4 07 aa , 5, 4369, 5,  2,  7,   false
          b8 9111 00 aa    , 4, 4369, 0,  0,  -1,  true
          f8 9111 00 0304 aa, 6, 4369, 0, 0,  -1,  false
          """)
  void readsTheFieldsOfRfc9628(
      String payload, int length, int pictureId, int tid, int sid, int tl0, boolean keyframe) {
    ByteBuf buffer = hex(payload);
    assertTrue(descriptor.wrap(buffer, 0, buffer.readableBytes()));
    assertEquals(length, descriptor.headerLength());
    assertEquals(pictureId, descriptor.pictureId());
    assertEquals(tid, descriptor.temporalId());
    assertEquals(sid, descriptor.spatialId());
    assertEquals(tl0, descriptor.tl0PicIdx());
    assertEquals(keyframe, descriptor.isKeyframeStart());
    assertEquals(
        keyframe,
        KeyframeDetector.isKeyframeStart(CodecType.VP9, buffer, 0, buffer.readableBytes()));
  }

  @Test
  void readsTheFlags() {
    assertTrue(wrap("ff 9111 b5 03 05 02 00"));
    assertTrue(descriptor.interPicturePredicted());
    assertTrue(descriptor.flexibleMode());
    assertTrue(descriptor.startOfFrame());
    assertTrue(descriptor.endOfFrame());
    assertTrue(descriptor.hasScalabilityStructure());
    assertTrue(descriptor.notReferencedBySpatialLayers());
    assertTrue(descriptor.switchingUpPoint());
    assertTrue(descriptor.interLayerPredicted());
  }

  @Test
  void theStructureTellsTheLargestLayer() {
    // N_S = 1 with Y and G: two layers, then two pictures with one and two references.
    ByteBuf buffer = hex("aa 9111 00 07 38 0140 00b4 0280 0168 02 04 01 08 0102 aa");
    assertTrue(descriptor.wrap(buffer, 0, buffer.readableBytes()));
    assertEquals(20, descriptor.headerLength());
    assertEquals(640, KeyframeDetector.width(descriptor.dimensions()));
    assertEquals(360, KeyframeDetector.height(descriptor.dimensions()));
    assertEquals(
        descriptor.dimensions(),
        KeyframeDetector.dimensions(CodecType.VP9, buffer, 0, buffer.readableBytes()));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "88",
    "8891",
    "a89111",
    "a8911100",
    "18aa",
    "d8 9111",
    "d8 9111 03 03 03 04",
    "0a",
    "0a 38 0140 00b4 0280",
    "0a 08",
    "0a 08 02 04 01",
    "0a 08 01 0c 01 02"
  })
  void refusesWhatIsMalformed(String payload) {
    assertFalse(wrap(payload));
  }

  @Test
  void rewritesInPlace() {
    ByteBuf buffer = hex("a8 9111 00 07 aa");
    assertTrue(descriptor.wrap(buffer, 0, 6));
    descriptor.pictureId(0x7FFF);
    descriptor.tl0PicIdx(9);
    assertEquals("a8ffff0009aa", ByteBufUtil.hexDump(buffer));
  }

  private boolean wrap(String payload) {
    ByteBuf buffer = hex(payload);
    return descriptor.wrap(buffer, 0, buffer.readableBytes());
  }

  private static ByteBuf hex(String bytes) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(bytes.replace(" ", "")));
  }
}
