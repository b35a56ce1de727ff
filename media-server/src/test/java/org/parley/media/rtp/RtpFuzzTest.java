package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class RtpFuzzTest {
  private static final int OFFSET = 3;

  private final RtpPacket packet = new RtpPacket();
  private final HeaderExtensionWriter writer = new HeaderExtensionWriter();

  @FuzzTest(maxDuration = "30s")
  void everyPartLiesWithinThePacket(byte[] bytes) {
    ByteBuf buffer = Unpooled.buffer().writeZero(OFFSET).writeBytes(bytes).skipBytes(OFFSET);
    if (!packet.wrap(buffer)) {
      return;
    }
    assertEquals(
        bytes.length, packet.headerLength() + packet.payloadLength() + packet.paddingLength());
    assertEquals(OFFSET + packet.headerLength(), packet.payloadOffset());
    packet.forEachExtension(
        (id, offset, length) -> {
          assertTrue(id > 0 && length >= 0, "id " + id + " length " + length);
          assertTrue(offset >= OFFSET + 16 && offset + length <= packet.payloadOffset());
          ExtensionValues.mid(buffer, offset, length);
          ExtensionValues.streamId(buffer, offset, length);
          ExtensionValues.audioLevel(buffer, offset, length);
          ExtensionValues.absoluteSendTime(buffer, offset, length);
          ExtensionValues.transportSequence(buffer, offset, length);
        });
    assertTrue(Retransmission.originalSequenceNumber(packet) >= -1);
  }

  @FuzzTest(maxDuration = "30s")
  void extensionsSurviveARewrite(byte[] bytes) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    if (!packet.wrap(buffer)) {
      return;
    }
    boolean twoByte = false;
    int count = 0;
    for (long e = packet.firstExtension(); e != RtpPacket.NONE; e = packet.nextExtension(e)) {
      twoByte |=
          HeaderExtensionWriter.needsTwoByteForm(
              RtpPacket.extensionId(e), RtpPacket.extensionLength(e));
      count++;
    }
    ByteBuf out = Unpooled.buffer();
    writer.begin(out, twoByte, packet.marker(), packet.payloadType(), 1, 2, 3);
    for (long e = packet.firstExtension(); e != RtpPacket.NONE; e = packet.nextExtension(e)) {
      assertTrue(
          writer.add(
              RtpPacket.extensionId(e),
              buffer,
              RtpPacket.extensionOffset(e),
              RtpPacket.extensionLength(e)));
    }
    writer.finish();
    assertTrue(packet.wrap(out));
    for (long e = packet.firstExtension(); e != RtpPacket.NONE; e = packet.nextExtension(e)) {
      count--;
    }
    assertEquals(0, count);
  }
}
