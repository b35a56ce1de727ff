package org.parley.media.rtp.rtcp;

import static org.parley.media.rtp.rtcp.PacketTypes.MAX_COUNT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/**
 * Writes RTCP packets at the writer index of a buffer. What a packet type cannot express is an
 * error of the caller and throws {@link IllegalArgumentException}.
 */
public final class RtcpWriter {
  private static final int MAX_TEXT = 255;

  private RtcpWriter() {}

  /** Writes a compound, or with a single packet reduced-size RTCP. */
  public static void write(ByteBuf out, List<RtcpPacket> packets) {
    for (RtcpPacket packet : packets) {
      write(out, packet);
    }
  }

  public static void write(ByteBuf out, RtcpPacket packet) {
    int start = out.writerIndex();
    out.writeInt(0);
    switch (packet) {
      case SenderReport report -> {
        header(out, start, count(report.reports()), PacketTypes.SENDER_REPORT);
        senderReport(out, report);
      }
      case ReceiverReport report -> {
        header(out, start, count(report.reports()), PacketTypes.RECEIVER_REPORT);
        out.writeInt(report.ssrc());
        reportBlocks(out, report.reports());
      }
      case SourceDescription description -> {
        header(out, start, count(description.chunks()), PacketTypes.SOURCE_DESCRIPTION);
        description.chunks().forEach(chunk -> chunk(out, chunk));
      }
      case Goodbye goodbye -> {
        header(out, start, count(goodbye.sources()), PacketTypes.GOODBYE);
        goodbye.sources().forEach(out::writeInt);
        if (!goodbye.reason().isEmpty()) {
          text(out, goodbye.reason());
        }
      }
      case GenericNack nack -> {
        header(out, start, PacketTypes.FMT_GENERIC_NACK, PacketTypes.TRANSPORT_LAYER_FEEDBACK);
        genericNack(out, nack);
      }
      case TransportFeedback feedback -> {
        header(out, start, PacketTypes.FMT_TRANSPORT_CC, PacketTypes.TRANSPORT_LAYER_FEEDBACK);
        TransportFeedbackCodec.write(out, feedback);
      }
      case PictureLossIndication indication -> {
        header(
            out,
            start,
            PacketTypes.FMT_PICTURE_LOSS_INDICATION,
            PacketTypes.PAYLOAD_SPECIFIC_FEEDBACK);
        out.writeInt(indication.senderSsrc());
        out.writeInt(indication.mediaSsrc());
      }
      case FullIntraRequest request -> {
        header(
            out, start, PacketTypes.FMT_FULL_INTRA_REQUEST, PacketTypes.PAYLOAD_SPECIFIC_FEEDBACK);
        fullIntraRequest(out, request);
      }
      case ReceiverEstimatedMaximumBitrate estimate -> {
        header(
            out, start, PacketTypes.FMT_APPLICATION_LAYER, PacketTypes.PAYLOAD_SPECIFIC_FEEDBACK);
        estimatedMaximumBitrate(out, estimate);
      }
      case ExtendedReport report -> {
        header(out, start, 0, PacketTypes.EXTENDED_REPORT);
        out.writeInt(report.ssrc());
        report.blocks().forEach(block -> extendedReportBlock(out, block));
      }
      case RtcpPacket.Unknown unknown ->
          throw new IllegalArgumentException("Not writable: " + unknown);
    }
    out.writeZero(-(out.writerIndex() - start) & 3);
    out.setShort(start + 2, (out.writerIndex() - start) / 4 - 1);
  }

  private static void header(ByteBuf out, int start, int count, int type) {
    out.setByte(start, 0x80 | count);
    out.setByte(start + 1, type);
  }

  private static int count(List<?> elements) {
    if (elements.size() > MAX_COUNT) {
      throw new IllegalArgumentException(elements.size() + " elements, at most " + MAX_COUNT);
    }
    return elements.size();
  }

  private static void senderReport(ByteBuf out, SenderReport report) {
    out.writeInt(report.ssrc());
    out.writeLong(report.ntpTimestamp());
    out.writeInt(report.rtpTimestamp());
    out.writeInt(report.packetCount());
    out.writeInt(report.octetCount());
    reportBlocks(out, report.reports());
  }

  private static void reportBlocks(ByteBuf out, List<ReportBlock> blocks) {
    for (ReportBlock block : blocks) {
      out.writeInt(block.ssrc());
      out.writeByte(block.fractionLost());
      // RFC 3550 appendix A.3: the count is clamped, it does not wrap.
      out.writeMedium(Math.clamp(block.cumulativeLost(), -0x80_0000, 0x7F_FFFF));
      out.writeInt(block.extendedHighestSequence());
      out.writeInt(block.jitter());
      out.writeInt(block.lastSenderReport());
      out.writeInt(block.delaySinceLastSenderReport());
    }
  }

  private static void chunk(ByteBuf out, SourceDescription.Chunk chunk) {
    int start = out.writerIndex();
    out.writeInt(chunk.ssrc());
    for (SourceDescription.Item item : chunk.items()) {
      out.writeByte(item.type());
      text(out, item.text());
    }
    // RFC 3550 section 6.5: at least one null octet, then up to the next 32-bit boundary.
    out.writeZero(4 - (out.writerIndex() - start & 3));
  }

  private static void text(ByteBuf out, String text) {
    int length = ByteBufUtil.utf8Bytes(text);
    if (length > MAX_TEXT) {
      throw new IllegalArgumentException("Text of " + length + " bytes, at most " + MAX_TEXT);
    }
    out.writeByte(length);
    ByteBufUtil.writeUtf8(out, text);
  }

  private static void genericNack(ByteBuf out, GenericNack nack) {
    if (nack.sequenceNumbers().length == 0) {
      throw new IllegalArgumentException("NACK of no packets");
    }
    out.writeInt(nack.senderSsrc());
    out.writeInt(nack.mediaSsrc());
    int[] numbers = nack.sequenceNumbers();
    int next = 0;
    while (next < numbers.length) {
      int packetId = numbers[next++];
      int lostFollowing = 0;
      int last = 0;
      while (next < numbers.length) {
        int distance = (numbers[next] - packetId) & 0xFFFF;
        if (distance <= last || distance >= GenericNack.PER_ENTRY) {
          break;
        }
        lostFollowing |= 1 << (distance - 1);
        last = distance;
        next++;
      }
      out.writeShort(packetId);
      out.writeShort(lostFollowing);
    }
  }

  private static void fullIntraRequest(ByteBuf out, FullIntraRequest request) {
    if (request.entries().isEmpty()) {
      throw new IllegalArgumentException("Full intra request to nobody");
    }
    out.writeInt(request.senderSsrc());
    out.writeInt(0);
    for (FullIntraRequest.Entry entry : request.entries()) {
      out.writeInt(entry.ssrc());
      out.writeByte(entry.sequenceNumber());
      out.writeMedium(0);
    }
  }

  private static void estimatedMaximumBitrate(
      ByteBuf out, ReceiverEstimatedMaximumBitrate estimate) {
    if (estimate.ssrcs().size() > ReceiverEstimatedMaximumBitrate.MAX_SSRCS) {
      throw new IllegalArgumentException(estimate.ssrcs().size() + " SSRCs in a REMB");
    }
    int mantissaBits = ReceiverEstimatedMaximumBitrate.MANTISSA_BITS;
    int used = Long.SIZE - Long.numberOfLeadingZeros(estimate.bitrate());
    int exponent = Math.max(0, used - mantissaBits);
    out.writeInt(estimate.senderSsrc());
    out.writeInt(0);
    out.writeInt(PacketTypes.REMB_IDENTIFIER);
    out.writeByte(estimate.ssrcs().size());
    out.writeMedium(exponent << mantissaBits | (int) (estimate.bitrate() >>> exponent));
    estimate.ssrcs().forEach(out::writeInt);
  }

  private static void extendedReportBlock(ByteBuf out, ExtendedReport.Block block) {
    switch (block) {
      case ExtendedReport.ReceiverReferenceTime(long ntpTimestamp) -> {
        out.writeByte(ExtendedReport.Block.RECEIVER_REFERENCE_TIME);
        out.writeByte(0);
        out.writeShort(2);
        out.writeLong(ntpTimestamp);
      }
      case ExtendedReport.DelaySinceLastReceiverReport delays -> {
        out.writeByte(ExtendedReport.Block.DELAY_SINCE_LAST_RECEIVER_REPORT);
        out.writeByte(0);
        out.writeShort(3 * delays.entries().size());
        for (ExtendedReport.DelaySinceLastReceiverReport.Entry entry : delays.entries()) {
          out.writeInt(entry.ssrc());
          out.writeInt(entry.lastReceiverReport());
          out.writeInt(entry.delay());
        }
      }
      case ExtendedReport.Other other ->
          throw new IllegalArgumentException("Not writable: " + other);
    }
  }
}
