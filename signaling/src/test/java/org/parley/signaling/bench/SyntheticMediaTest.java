package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.parley.media.rtp.codec.Vp8PayloadDescriptor;

class SyntheticMediaTest {
  private final SyntheticVideo video = new SyntheticVideo(1);

  @Test
  void theFirstPacketOfAKeyframe() {
    video.nextPicture();
    ByteBuf out = Unpooled.buffer();
    int stamp = video.write(out, 100, true, true);
    assertEquals(100, out.readableBytes());
    assertEquals(14, stamp);
    // Descriptor, frame tag with P = 0, start code, 1280, 720.
    assertEquals("90808001" + "107d00" + "9d012a" + "0005" + "d002", hex(out, 14));
    assertTrue(SyntheticVideo.startsKeyframe(out, 0, 100));
    assertEquals(14, SyntheticVideo.stampOffset(out, 0, 100));
  }

  @Test
  void aForwarderReadsItAsVp8() {
    video.nextPicture();
    ByteBuf out = Unpooled.buffer();
    video.write(out, 100, true, true);
    Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();
    assertTrue(descriptor.wrap(out, 0, 100));
    assertTrue(descriptor.isKeyframeStart());
    assertEquals(1, descriptor.pictureId());
    assertEquals(1280, descriptor.width());
    assertEquals(720, descriptor.height());
  }

  @Test
  void otherPacketsStartNoKeyframe() {
    ByteBuf later = Unpooled.buffer();
    video.write(later, 100, true, false);
    assertFalse(SyntheticVideo.startsKeyframe(later, 0, 100));
    ByteBuf interframe = Unpooled.buffer();
    video.write(interframe, 100, false, true);
    assertFalse(SyntheticVideo.startsKeyframe(interframe, 0, 100));
  }

  @Test
  void theStampIsFoundBehindADescriptorThatTheServerRewrote() {
    for (String descriptor : new String[] {"10", "908005", "90f0800120e0", "90a00540"}) {
      byte[] head = HexFormat.of().parseHex(descriptor);
      ByteBuf packet = Unpooled.buffer().writeBytes(head).writeZero(10 + Stamp.LENGTH);
      int expected = head.length + 10;
      assertEquals(
          expected, SyntheticVideo.stampOffset(packet, 0, packet.readableBytes()), descriptor);
      assertEquals(-1, SyntheticVideo.stampOffset(packet, 0, packet.readableBytes() - 1));
    }
  }

  @Test
  void shortPayloadsAreNoneOfOurs() {
    ByteBuf packet = Unpooled.wrappedBuffer(HexFormat.of().parseHex("90f080012000"));
    for (int length = 0; length <= packet.readableBytes(); length++) {
      assertEquals(-1, SyntheticVideo.stampOffset(packet, 0, length));
      assertFalse(SyntheticVideo.startsKeyframe(packet, 0, length));
      assertEquals(-1, SyntheticAudio.stampOffset(0, length));
    }
  }

  @Test
  void theStampSurvives() {
    ByteBuf out = Unpooled.buffer();
    int offset = SyntheticAudio.write(out);
    assertEquals(offset, SyntheticAudio.stampOffset(0, out.readableBytes()));
    assertFalse(Stamp.isAt(out, offset));
    Stamp.write(out, offset, 2, Long.MIN_VALUE + 5, 42);
    assertTrue(Stamp.isAt(out, offset));
    assertEquals(Long.MIN_VALUE + 5, Stamp.sentNanos(out, offset));
    assertEquals(42, Stamp.counter(out, offset));
    assertEquals(2, Stamp.layer(out, offset));
  }

  private static String hex(ByteBuf buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
