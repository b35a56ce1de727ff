package org.parley.media.rtp.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.parley.media.api.CodecType;

class PayloadFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void vp8(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();
    if (!descriptor.wrap(buffer, 0, bytes.length)) {
      return;
    }
    assertTrue(descriptor.headerLength() < bytes.length);
    assertEquals(
        KeyframeDetector.isKeyframeStart(CodecType.VP8, buffer, 0, bytes.length),
        descriptor.isKeyframeStart());
    descriptor.pictureId(descriptor.pictureId());
    descriptor.tl0PicIdx(descriptor.tl0PicIdx());
    descriptor.keyIndex(descriptor.keyIndex());
    descriptor.temporalId();
    descriptor.layerSync();
    descriptor.width();
    descriptor.height();
    assertEquals(ByteBufUtil.hexDump(bytes), ByteBufUtil.hexDump(buffer));
  }

  @FuzzTest(maxDuration = "30s")
  void vp9(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    Vp9PayloadDescriptor descriptor = new Vp9PayloadDescriptor();
    boolean keyframe = KeyframeDetector.isKeyframeStart(CodecType.VP9, buffer, 0, bytes.length);
    if (!descriptor.wrap(buffer, 0, bytes.length)) {
      return;
    }
    assertTrue(descriptor.headerLength() <= bytes.length);
    descriptor.pictureId(descriptor.pictureId());
    descriptor.tl0PicIdx(descriptor.tl0PicIdx());
    descriptor.temporalId();
    if (bytes.length > descriptor.headerLength()) {
      assertEquals(keyframe, descriptor.isKeyframeStart());
    }
  }

  @FuzzTest(maxDuration = "30s")
  void everyCodec(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    for (CodecType codec : CodecType.values()) {
      KeyframeDetector.isKeyframeStart(codec, buffer, 0, bytes.length);
      int dimensions = KeyframeDetector.dimensions(codec, buffer, 0, bytes.length);
      assertTrue(dimensions == -1 || KeyframeDetector.width(dimensions) > 0);
      assertTrue(dimensions == -1 || KeyframeDetector.height(dimensions) > 0);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void redundantAudio(byte[] bytes) {
    ByteBuf buffer = Unpooled.copiedBuffer(bytes);
    long block = RedPayload.primaryBlock(buffer, 0, bytes.length);
    boolean remapped = RedPayload.remapPayloadTypes(buffer, 0, bytes.length, 96);
    assertEquals(block >= 0, remapped);
    if (remapped) {
      assertEquals(bytes.length, (int) block + (int) (block >> 32));
      assertEquals(block, RedPayload.primaryBlock(buffer, 0, bytes.length));
    }
  }
}
