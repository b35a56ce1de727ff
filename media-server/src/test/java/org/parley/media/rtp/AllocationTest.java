package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.parley.media.api.CodecType;
import org.parley.media.rtp.codec.KeyframeDetector;
import org.parley.media.rtp.codec.Vp8PayloadDescriptor;

/** The work on one forwarded packet allocates nothing. */
class AllocationTest {
  private static final int PACKETS = 100_000;

  private final RtpPacket packet = new RtpPacket();
  private final HeaderExtensionWriter writer = new HeaderExtensionWriter();
  private final Vp8PayloadDescriptor descriptor = new Vp8PayloadDescriptor();
  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private final ByteBuf in =
      Unpooled.wrappedBuffer(
          HexFormat.of()
              .parseHex("90e0000100000002" + "00000003bede000222010203" + "10aa30bb90808001e0b0"));
  private final ByteBuf out = Unpooled.buffer(1500);
  private int keyframes;

  @Test
  void forwardingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    forward();
    long before = threads.getThreadAllocatedBytes(thread);
    forward();
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    assertTrue(keyframes > 0);
    assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
  }

  private void forward() {
    for (int i = 0; i < PACKETS; i++) {
      assertTrue(packet.wrap(in));
      unwrapper.unwrap(packet.sequenceNumber());
      int payload = packet.payloadOffset();
      int length = packet.payloadLength();
      for (CodecType codec : CODECS) {
        keyframes += KeyframeDetector.isKeyframeStart(codec, in, payload, length) ? 1 : 0;
      }
      out.clear();
      writer.begin(out, false, packet.marker(), 96, i, i, 7);
      for (long e = packet.firstExtension(); e != RtpPacket.NONE; e = packet.nextExtension(e)) {
        writer.add(5, in, RtpPacket.extensionOffset(e), RtpPacket.extensionLength(e));
      }
      writer.addUnsignedShort(6, i);
      int header = writer.finish();
      out.writeBytes(in, payload, length);
      if (descriptor.wrap(out, header, length)) {
        descriptor.pictureId(i);
      }
    }
  }

  private static final CodecType[] CODECS = CodecType.values();
}
