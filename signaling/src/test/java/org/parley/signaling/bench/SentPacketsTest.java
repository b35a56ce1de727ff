package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.parley.media.rtp.Retransmission;
import org.parley.media.rtp.RtpPacket;

class SentPacketsTest {
  private final SentPackets sent = new SentPackets(99);
  private final ByteBuf out = Unpooled.buffer();
  private final RtpPacket rtp = new RtpPacket();

  @Test
  void aPacketOfSimulcastIsRepairedUnderTheRepairedName() {
    Video video = new Video(30, 300, 200, 3);
    LayerSender layer = new LayerSender(video, 1, 7);
    layer.beginFrame();
    ByteBuf original = Unpooled.buffer();
    layer.write(original, true, true);
    sent.add(original);

    assertTrue(sent.write(0, out));

    assertTrue(rtp.wrap(out));
    assertEquals(SyntheticVideo.RTX_PAYLOAD_TYPE, rtp.payloadType());
    assertEquals(99, rtp.ssrc());
    assertEquals(0, Retransmission.originalSequenceNumber(rtp));
    assertEquals(202, rtp.payloadLength());
    String header = out.toString(0, rtp.payloadOffset(), StandardCharsets.ISO_8859_1);
    assertTrue(header.contains("\u00b0h"), header);
    assertFalse(header.contains("\u00a0h"), header);
    assertTrue(Stamp.isAt(out, SyntheticVideo.stampOffset(out, rtp.payloadOffset() + 2, 200)));
  }

  @Test
  void layersNameThemselvesUntilTheServerKnowsThem() {
    LayerSender layer = new LayerSender(new Video(30, 300, 200, 3), 0, 7);
    layer.beginFrame();
    layer.write(out, true, false);
    int named = out.readableBytes();
    assertTrue(out.toString(StandardCharsets.ISO_8859_1).contains("\u00a0q"));
    layer.known();
    out.clear();
    layer.write(out, false, true);
    assertEquals(12 + 200, out.readableBytes());
    assertEquals(12 + 4 + 4 + 200, named);
  }

  @Test
  void whatIsLongGoneIsNotSentAgain() {
    LayerSender layer = new LayerSender(new Video(30, 300, 200, 1), 0, 7);
    for (int i = 0; i < 600; i++) {
      ByteBuf packet = Unpooled.buffer();
      layer.write(packet, false, false);
      sent.add(packet);
    }
    assertFalse(sent.write(0, out));
    assertFalse(sent.write(601, out));
    assertEquals(0, out.readableBytes());
    assertTrue(sent.write(599, out));
  }
}
