package org.parley.media.rtp.rtcp;

import static org.parley.media.rtp.rtcp.PacketTypes.EXTENDED_REPORT;
import static org.parley.media.rtp.rtcp.PacketTypes.GOODBYE;
import static org.parley.media.rtp.rtcp.PacketTypes.PAYLOAD_SPECIFIC_FEEDBACK;
import static org.parley.media.rtp.rtcp.PacketTypes.RECEIVER_REPORT;
import static org.parley.media.rtp.rtcp.PacketTypes.SENDER_REPORT;
import static org.parley.media.rtp.rtcp.PacketTypes.SOURCE_DESCRIPTION;
import static org.parley.media.rtp.rtcp.PacketTypes.TRANSPORT_LAYER_FEEDBACK;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads compound and reduced-size RTCP (RFC 3550 section 6.1, RFC 5506). One malformed packet makes
 * the whole compound malformed.
 */
public final class RtcpReader {
  /** Packets in one compound. */
  public static final int MAX_PACKETS = 64;

  /** Packet statuses of all transport feedback in one compound: a run of 8,191 costs two bytes. */
  private static final int MAX_STATUSES = 0xFFFF;

  private static final int HEADER_LENGTH = 4;

  private final ByteBuf buffer;
  private int statusesLeft = MAX_STATUSES;

  private RtcpReader(ByteBuf buffer) {
    this.buffer = buffer;
  }

  /**
   * Reads what lies between the reader and the writer index, without moving either.
   *
   * @return the packets in their order; none when the compound is malformed
   */
  public static List<RtcpPacket> read(ByteBuf compound) {
    List<RtcpPacket> packets = new RtcpReader(compound).readAll();
    return packets == null ? List.of() : packets;
  }

  private @Nullable List<RtcpPacket> readAll() {
    List<RtcpPacket> packets = new ArrayList<>(4);
    int at = buffer.readerIndex();
    int end = buffer.writerIndex();
    while (at < end) {
      if (packets.size() == MAX_PACKETS || end - at < HEADER_LENGTH) {
        return null;
      }
      int next = at + HEADER_LENGTH + 4 * buffer.getUnsignedShort(at + 2);
      RtcpPacket packet = next <= end ? readPacket(at, next, next == end) : null;
      if (packet == null) {
        return null;
      }
      packets.add(packet);
      at = next;
    }
    return packets;
  }

  private @Nullable RtcpPacket readPacket(int start, int next, boolean last) {
    int first = buffer.getUnsignedByte(start);
    if (first >> 6 != 2) {
      return null;
    }
    int end = next;
    if ((first & 0x20) != 0) {
      int padding = buffer.getUnsignedByte(next - 1);
      // RFC 3550 section 6.4.1: padding is for the last packet of a compound only.
      if (!last || padding == 0 || padding > next - start - HEADER_LENGTH) {
        return null;
      }
      end -= padding;
    }
    int count = first & 0x1F;
    int body = start + HEADER_LENGTH;
    int type = buffer.getUnsignedByte(start + 1);
    return switch (type) {
      case SENDER_REPORT -> senderReport(body, end, count);
      case RECEIVER_REPORT -> receiverReport(body, end, count);
      case SOURCE_DESCRIPTION -> sourceDescription(body, end, count);
      case GOODBYE -> goodbye(body, end, count);
      case TRANSPORT_LAYER_FEEDBACK -> transportLayerFeedback(body, end, count);
      case PAYLOAD_SPECIFIC_FEEDBACK -> payloadSpecificFeedback(body, end, count);
      case EXTENDED_REPORT -> extendedReport(body, end);
      default -> new RtcpPacket.Unknown(type, count);
    };
  }

  private @Nullable RtcpPacket senderReport(int body, int end, int count) {
    int blocks = body + 24;
    if (end - blocks < count * ReportBlock.LENGTH) {
      return null;
    }
    return new SenderReport(
        buffer.getInt(body),
        buffer.getLong(body + 4),
        buffer.getInt(body + 12),
        buffer.getInt(body + 16),
        buffer.getInt(body + 20),
        reportBlocks(blocks, count));
  }

  private @Nullable RtcpPacket receiverReport(int body, int end, int count) {
    int blocks = body + 4;
    return end - blocks < count * ReportBlock.LENGTH
        ? null
        : new ReceiverReport(buffer.getInt(body), reportBlocks(blocks, count));
  }

  private List<ReportBlock> reportBlocks(int first, int count) {
    List<ReportBlock> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = first + i * ReportBlock.LENGTH;
      blocks.add(
          new ReportBlock(
              buffer.getInt(at),
              buffer.getUnsignedByte(at + 4),
              buffer.getMedium(at + 5),
              buffer.getInt(at + 8),
              buffer.getInt(at + 12),
              buffer.getInt(at + 16),
              buffer.getInt(at + 20)));
    }
    return blocks;
  }

  private @Nullable RtcpPacket sourceDescription(int body, int end, int count) {
    List<SourceDescription.Chunk> chunks = new ArrayList<>(count);
    int at = body;
    for (int i = 0; i < count; i++) {
      if (at + 8 > end) {
        return null;
      }
      int ssrc = buffer.getInt(at);
      int item = at + 4;
      List<SourceDescription.Item> items = new ArrayList<>(2);
      while (item < end && buffer.getByte(item) != 0) {
        int length = item + 2 <= end ? buffer.getUnsignedByte(item + 1) : end;
        if (item + 2 + length > end) {
          return null;
        }
        items.add(new SourceDescription.Item(buffer.getUnsignedByte(item), text(item + 2, length)));
        item += 2 + length;
      }
      // RFC 3550 section 6.5: one or more null octets end the items at a 32-bit boundary.
      if (item >= end) {
        return null;
      }
      at += (item - at + 4) & ~3;
      chunks.add(new SourceDescription.Chunk(ssrc, items));
    }
    return at <= end ? new SourceDescription(chunks) : null;
  }

  private @Nullable RtcpPacket goodbye(int body, int end, int count) {
    int reason = body + 4 * count;
    if (reason > end) {
      return null;
    }
    List<Integer> sources = ssrcs(body, count);
    if (reason == end) {
      return new Goodbye(sources, "");
    }
    int length = buffer.getUnsignedByte(reason);
    return reason + 1 + length > end ? null : new Goodbye(sources, text(reason + 1, length));
  }

  private @Nullable RtcpPacket transportLayerFeedback(int body, int end, int format) {
    if (end - body < 8) {
      return null;
    }
    return switch (format) {
      case PacketTypes.FMT_GENERIC_NACK -> genericNack(body, end);
      case PacketTypes.FMT_TRANSPORT_CC -> transportFeedback(body, end);
      default -> new RtcpPacket.Unknown(TRANSPORT_LAYER_FEEDBACK, format);
    };
  }

  private @Nullable RtcpPacket transportFeedback(int body, int end) {
    TransportFeedback feedback = TransportFeedbackCodec.read(buffer, body, end, statusesLeft);
    if (feedback != null) {
      statusesLeft -= feedback.packetCount();
    }
    return feedback;
  }

  private @Nullable RtcpPacket genericNack(int body, int end) {
    int entries = body + 8;
    if (entries == end || (end - entries) % 4 != 0) {
      return null;
    }
    int total = 0;
    for (int at = entries; at < end; at += 4) {
      total += 1 + Integer.bitCount(buffer.getUnsignedShort(at + 2));
    }
    int[] numbers = new int[total];
    int filled = 0;
    for (int at = entries; at < end; at += 4) {
      int packetId = buffer.getUnsignedShort(at);
      int lostFollowing = buffer.getUnsignedShort(at + 2);
      numbers[filled++] = packetId;
      for (int i = 0; i < 16; i++) {
        if ((lostFollowing >> i & 1) != 0) {
          numbers[filled++] = (packetId + 1 + i) & 0xFFFF;
        }
      }
    }
    return new GenericNack(buffer.getInt(body), buffer.getInt(body + 4), numbers);
  }

  private @Nullable RtcpPacket payloadSpecificFeedback(int body, int end, int format) {
    if (end - body < 8) {
      return null;
    }
    return switch (format) {
      case PacketTypes.FMT_PICTURE_LOSS_INDICATION ->
          new PictureLossIndication(buffer.getInt(body), buffer.getInt(body + 4));
      case PacketTypes.FMT_FULL_INTRA_REQUEST -> fullIntraRequest(body, end);
      case PacketTypes.FMT_APPLICATION_LAYER -> estimatedMaximumBitrate(body, end);
      default -> new RtcpPacket.Unknown(PAYLOAD_SPECIFIC_FEEDBACK, format);
    };
  }

  private @Nullable RtcpPacket fullIntraRequest(int body, int end) {
    int first = body + 8;
    if (first == end || (end - first) % 8 != 0) {
      return null;
    }
    List<FullIntraRequest.Entry> entries = new ArrayList<>((end - first) / 8);
    for (int at = first; at < end; at += 8) {
      entries.add(new FullIntraRequest.Entry(buffer.getInt(at), buffer.getUnsignedByte(at + 4)));
    }
    return new FullIntraRequest(buffer.getInt(body), entries);
  }

  private @Nullable RtcpPacket estimatedMaximumBitrate(int body, int end) {
    if (end - body < 12 || buffer.getInt(body + 8) != PacketTypes.REMB_IDENTIFIER) {
      return new RtcpPacket.Unknown(PAYLOAD_SPECIFIC_FEEDBACK, PacketTypes.FMT_APPLICATION_LAYER);
    }
    int ssrcs = body + 16;
    if (ssrcs > end || ssrcs + 4 * buffer.getUnsignedByte(body + 12) > end) {
      return null;
    }
    int rate = buffer.getUnsignedMedium(body + 13);
    int exponent = rate >> ReceiverEstimatedMaximumBitrate.MANTISSA_BITS;
    long mantissa = rate & ((1 << ReceiverEstimatedMaximumBitrate.MANTISSA_BITS) - 1);
    boolean fits = mantissa == 0 || exponent < Long.numberOfLeadingZeros(mantissa);
    return new ReceiverEstimatedMaximumBitrate(
        buffer.getInt(body),
        fits ? mantissa << exponent : ReceiverEstimatedMaximumBitrate.MAX_BITRATE,
        ssrcs(ssrcs, buffer.getUnsignedByte(body + 12)));
  }

  private @Nullable RtcpPacket extendedReport(int body, int end) {
    if (end - body < 4) {
      return null;
    }
    List<ExtendedReport.Block> blocks = new ArrayList<>(2);
    int at = body + 4;
    while (at < end) {
      int next = end - at < 4 ? end + 1 : at + 4 + 4 * buffer.getUnsignedShort(at + 2);
      ExtendedReport.Block block = next <= end ? extendedReportBlock(at, next) : null;
      if (block == null) {
        return null;
      }
      blocks.add(block);
      at = next;
    }
    return new ExtendedReport(buffer.getInt(body), blocks);
  }

  private ExtendedReport.@Nullable Block extendedReportBlock(int start, int end) {
    int body = start + 4;
    int type = buffer.getUnsignedByte(start);
    return switch (type) {
      case ExtendedReport.Block.RECEIVER_REFERENCE_TIME -> receiverReferenceTime(body, end);
      case ExtendedReport.Block.DELAY_SINCE_LAST_RECEIVER_REPORT -> delays(body, end);
      default -> new ExtendedReport.Other(type);
    };
  }

  private ExtendedReport.@Nullable Block receiverReferenceTime(int body, int end) {
    if (end - body != 8) {
      return null;
    }
    return new ExtendedReport.ReceiverReferenceTime(buffer.getLong(body));
  }

  private ExtendedReport.@Nullable Block delays(int body, int end) {
    if ((end - body) % 12 != 0) {
      return null;
    }
    List<ExtendedReport.DelaySinceLastReceiverReport.Entry> entries = new ArrayList<>(2);
    for (int at = body; at < end; at += 12) {
      entries.add(
          new ExtendedReport.DelaySinceLastReceiverReport.Entry(
              buffer.getInt(at), buffer.getInt(at + 4), buffer.getInt(at + 8)));
    }
    return new ExtendedReport.DelaySinceLastReceiverReport(entries);
  }

  private List<Integer> ssrcs(int first, int count) {
    List<Integer> ssrcs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ssrcs.add(buffer.getInt(first + 4 * i));
    }
    return ssrcs;
  }

  private String text(int offset, int length) {
    return buffer.toString(offset, length, StandardCharsets.UTF_8);
  }
}
