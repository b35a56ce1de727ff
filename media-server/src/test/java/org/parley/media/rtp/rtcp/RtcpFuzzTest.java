package org.parley.media.rtp.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

class RtcpFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void whatIsReadCanBeWrittenAndReadAgain(byte[] bytes) {
    List<RtcpPacket> packets = RtcpReader.read(Unpooled.wrappedBuffer(bytes));
    assertTrue(packets.size() <= RtcpReader.MAX_PACKETS);
    for (RtcpPacket packet : packets) {
      if (isWritable(packet)) {
        ByteBuf out = Unpooled.buffer();
        RtcpWriter.write(out, packet);
        assertEquals(List.of(packet), RtcpReader.read(out));
      }
    }
  }

  /** Text that was no UTF-8 may have grown by its replacement characters. */
  private static boolean isWritable(RtcpPacket packet) {
    return switch (packet) {
      case RtcpPacket.Unknown _, SourceDescription _, Goodbye _ -> false;
      case ExtendedReport report ->
          report.blocks().stream().noneMatch(ExtendedReport.Other.class::isInstance);
      case SenderReport _,
          ReceiverReport _,
          GenericNack _,
          PictureLossIndication _,
          FullIntraRequest _,
          TransportFeedback _,
          ReceiverEstimatedMaximumBitrate _ ->
          true;
    };
  }
}
