package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaLine;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.receive.NtpTime;
import org.parley.media.rtp.rtcp.ExtendedReport;
import org.parley.media.rtp.rtcp.FullIntraRequest;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.Goodbye;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.ReceiverEstimatedMaximumBitrate;
import org.parley.media.rtp.rtcp.ReceiverReport;
import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpReader;
import org.parley.media.rtp.rtcp.SenderReport;
import org.parley.media.rtp.rtcp.SourceDescription;
import org.parley.media.rtp.rtcp.TransportFeedback;
import org.parley.media.send.Slot;

/** What a peer's RTCP means. It can only speak of the peer's own sources and of its own slots. */
final class RtcpInput {
  private final PeerSession peer;
  private final RoomShard shard;
  private final IntObjectHashMap<Slot> slotsBySsrc = new IntObjectHashMap<>();

  RtcpInput(PeerSession peer, RoomShard shard) {
    this.peer = peer;
    this.shard = shard;
  }

  void slots(Collection<Slot> slots) {
    slotsBySsrc.clear();
    for (Slot slot : slots) {
      MediaLine.Slot half = slot.line().slot();
      if (half != null) {
        slotsBySsrc.put(half.ssrc(), slot);
      }
    }
  }

  void onPacket(ByteBuf packet, long nowNanos) {
    shard.count(MediaCounter.RTCP_RECEIVED, 1);
    List<RtcpPacket> packets = RtcpReader.read(packet);
    if (packets.isEmpty()) {
      shard.count(MediaCounter.RTCP_MALFORMED, 1);
    }
    for (RtcpPacket part : packets) {
      switch (part) {
        case SenderReport report -> onSenderReport(report, nowNanos);
        case ReceiverReport report -> onReports(report.reports());
        case GenericNack nack -> onNack(nack, nowNanos);
        case PictureLossIndication request -> onKeyframeRequest(request.mediaSsrc());
        case FullIntraRequest request ->
            request.entries().forEach(entry -> onKeyframeRequest(entry.ssrc()));
        case Goodbye goodbye -> goodbye.sources().forEach(peer.demuxer()::onGoodbye);
        // Names and statistics that nothing here depends on; congestion control will read the
        // feedback.
        case SourceDescription _,
            ExtendedReport _,
            TransportFeedback _,
            ReceiverEstimatedMaximumBitrate _,
            RtcpPacket.Unknown _ -> {}
      }
    }
  }

  private void onSenderReport(SenderReport report, long nowNanos) {
    LayerReceiver layer = peer.demuxer().layer(report.ssrc());
    if (layer != null) {
      layer.onSenderReport(report, nowNanos);
      peer.clock().onSenderReport(NtpTime.toNanos(report.ntpTimestamp()), shard.ntpNanos(nowNanos));
    }
    onReports(report.reports());
  }

  private void onReports(List<ReportBlock> reports) {
    for (ReportBlock report : reports) {
      Slot slot = slot(report.ssrc());
      if (slot != null) {
        slot.onReported();
      }
    }
  }

  private void onNack(GenericNack nack, long nowNanos) {
    Slot slot = slot(nack.mediaSsrc());
    if (slot == null) {
      return;
    }
    shard.count(MediaCounter.NACKS_RECEIVED, nack.sequenceNumbers().length);
    for (int sequence : nack.sequenceNumbers()) {
      MediaCounter outcome =
          switch (shard.resend(slot, sequence, nowNanos)) {
            case SENT -> MediaCounter.RETRANSMISSIONS_SENT;
            case UNKNOWN, LIMITED -> MediaCounter.RETRANSMISSIONS_REFUSED;
          };
      shard.count(outcome, 1);
    }
  }

  private void onKeyframeRequest(int ssrc) {
    Slot slot = slot(ssrc);
    if (slot != null) {
      shard.count(MediaCounter.KEYFRAME_REQUESTS_RECEIVED, 1);
      slot.onKeyframeRequest();
      shard.room().pollKeyframes();
    }
  }

  private @Nullable Slot slot(int ssrc) {
    return slotsBySsrc.get(ssrc);
  }
}
