package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.parley.media.api.MediaLine;
import org.parley.media.api.RtcpFeedback;
import org.parley.media.receive.ArrivalRecorder;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.receive.NtpTime;
import org.parley.media.rtp.rtcp.FullIntraRequest;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.Goodbye;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.ReceiverReport;
import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpWriter;
import org.parley.media.rtp.rtcp.SenderReport;
import org.parley.media.rtp.rtcp.SourceDescription;
import org.parley.media.send.Slot;
import org.parley.media.send.SlotStatistics;

/**
 * The RTCP that a peer gets: reports on what it sends and on what it is sent, NACKs, keyframe
 * requests, and the arrival times that its congestion control lives on. What every tick runs
 * through it does by index: iterators would be most of the loop's garbage.
 */
final class RtcpOutput {
  private static final long REPORT_NANOS = 1_000_000_000L;
  private static final long FEEDBACK_NANOS = 100_000_000L;

  /** The most sequence numbers in one NACK packet. */
  private static final int MAX_NACKS = 128;

  /** The most report blocks and SSRCs that five bits count. */
  private static final int MAX_BLOCKS = 31;

  /** Our SSRC in packets about streams that we only receive; slots have their own. */
  private static final int OWN_SSRC = 1;

  private static final int ROOM = 1100;
  private static final String CNAME = "parley";

  private final PeerSession peer;
  private final RoomShard shard;
  private final int[] nacks = new int[MAX_NACKS];
  private boolean reducedSize;
  private boolean transportFeedback;
  private boolean publishes;
  private int feedbackCount;
  private int fullIntraSequence;
  private long lastReportNanos;
  private long lastFeedbackNanos;

  RtcpOutput(PeerSession peer, RoomShard shard) {
    this.peer = peer;
    this.shard = shard;
  }

  void configure(List<MediaLine> lines) {
    reducedSize = lines.stream().allMatch(MediaLine::reducedSizeRtcp);
    publishes = lines.stream().anyMatch(line -> line.track() != null);
    transportFeedback =
        lines.stream()
            .flatMap(line -> line.codecs().stream())
            .anyMatch(codec -> codec.feedback().contains(RtcpFeedback.TRANSPORT_CC));
  }

  /** After the packets of one wake-up: what is missing is asked for at once. */
  void onBatchEnd(long nowNanos) {
    if (publishes) {
      sendNacks(nowNanos);
    }
  }

  /** What a publisher is asked for and told, which cannot wait. */
  void onFeedbackTick(long nowNanos) {
    if (!publishes || !peer.connected()) {
      return;
    }
    sendNacks(nowNanos);
    pollKeyframes(nowNanos);
    if (transportFeedback && nowNanos - lastFeedbackNanos >= FEEDBACK_NANOS) {
      lastFeedbackNanos = nowNanos;
      sendTransportFeedback();
    }
  }

  void onReportTick(long nowNanos) {
    if (!peer.connected()) {
      return;
    }
    boolean due = nowNanos - lastReportNanos >= REPORT_NANOS;
    if (due) {
      lastReportNanos = nowNanos;
      sendReceiverReport(nowNanos);
    }
    if (due || peer.takeSourceChanged()) {
      sendSenderReports(due, nowNanos);
    }
  }

  void pollKeyframes(long nowNanos) {
    if (!publishes || !peer.connected()) {
      return;
    }
    List<IncomingTrack> tracks = peer.demuxer().tracks();
    for (int i = 0; i < tracks.size(); i++) {
      List<LayerReceiver> layers = tracks.get(i).layers();
      for (int j = 0; j < layers.size(); j++) {
        LayerReceiver layer = layers.get(j);
        if (layer.bound() && layer.keyframes().poll(nowNanos)) {
          requestKeyframe(layer);
        }
      }
    }
  }

  private void requestKeyframe(LayerReceiver layer) {
    shard.count(MediaCounter.KEYFRAME_REQUESTS_SENT, 1);
    if (layer.codec().feedback().contains(RtcpFeedback.NACK_PLI)) {
      sendFeedback(new PictureLossIndication(OWN_SSRC, layer.ssrc()));
    } else if (layer.codec().feedback().contains(RtcpFeedback.CCM_FIR)) {
      fullIntraSequence = (fullIntraSequence + 1) & 0xFF;
      sendFeedback(
          new FullIntraRequest(
              OWN_SSRC, List.of(new FullIntraRequest.Entry(layer.ssrc(), fullIntraSequence))));
    }
  }

  private void sendNacks(long nowNanos) {
    List<IncomingTrack> tracks = peer.demuxer().tracks();
    for (int i = 0; i < tracks.size(); i++) {
      List<LayerReceiver> layers = tracks.get(i).layers();
      for (int j = 0; j < layers.size(); j++) {
        LayerReceiver layer = layers.get(j);
        int count = layer.collectNacks(nowNanos, nacks);
        if (count > 0) {
          shard.count(MediaCounter.NACKS_SENT, count);
          sendFeedback(new GenericNack(OWN_SSRC, layer.ssrc(), Arrays.copyOf(nacks, count)));
        }
      }
    }
  }

  private void sendTransportFeedback() {
    ArrivalRecorder.Batch batch = peer.arrivals().take();
    if (batch != null) {
      sendFeedback(TransportFeedbackBuilder.build(OWN_SSRC, mediaSsrc(), feedbackCount, batch));
      feedbackCount = (feedbackCount + 1) & 0xFF;
    }
  }

  private int mediaSsrc() {
    for (IncomingTrack track : peer.demuxer().tracks()) {
      for (LayerReceiver layer : track.layers()) {
        if (layer.bound()) {
          return layer.ssrc();
        }
      }
    }
    return 0;
  }

  private void sendReceiverReport(long nowNanos) {
    List<ReportBlock> blocks = new ArrayList<>();
    for (IncomingTrack track : peer.demuxer().tracks()) {
      for (LayerReceiver layer : track.layers()) {
        ReportBlock block = blocks.size() < MAX_BLOCKS ? layer.report(nowNanos) : null;
        if (block != null) {
          blocks.add(block);
          shard.count(MediaCounter.PACKETS_LOST, layer.lost());
        }
      }
    }
    if (!blocks.isEmpty()) {
      send(List.of(new ReceiverReport(OWN_SSRC, blocks), description(OWN_SSRC, CNAME)));
    }
  }

  private void sendSenderReports(boolean due, long nowNanos) {
    List<Slot> slots = peer.slots();
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      MediaLine.Slot half = slot.line().slot();
      if (half == null
          || !slot.started()
          || !(slot.takeSourceChanged() || (due && slot.track() != null))) {
        continue;
      }
      long ntpNanos = shard.ntpNanos(nowNanos);
      SlotStatistics statistics = slot.statistics();
      send(
          List.of(
              new SenderReport(
                  half.ssrc(),
                  NtpTime.fromNanos(ntpNanos),
                  slot.timestampAt(ntpNanos, nowNanos),
                  (int) statistics.packets(),
                  (int) statistics.payloadBytes(),
                  List.of()),
              description(half.ssrc(), half.cname())));
    }
  }

  /** The slots' streams end (RFC 3550 section 6.6). */
  void goodbye() {
    List<Integer> ended =
        peer.slots().stream()
            .filter(Slot::started)
            .map(slot -> slot.line().slot())
            .filter(half -> half != null)
            .map(MediaLine.Slot::ssrc)
            .limit(MAX_BLOCKS)
            .toList();
    if (peer.connected() && !ended.isEmpty()) {
      send(
          List.of(
              new ReceiverReport(OWN_SSRC, List.of()),
              description(OWN_SSRC, CNAME),
              new Goodbye(ended, "")));
    }
  }

  private static SourceDescription description(int ssrc, String cname) {
    return SourceDescription.ofCname(ssrc, cname);
  }

  private void sendFeedback(RtcpPacket feedback) {
    if (reducedSize) {
      send(List.of(feedback));
    } else {
      // A compound begins with a report and describes its source (RFC 3550 section 6.1).
      send(
          List.of(new ReceiverReport(OWN_SSRC, List.of()), description(OWN_SSRC, CNAME), feedback));
    }
  }

  private void send(List<RtcpPacket> packets) {
    ByteBuf out = peer.begin(ROOM);
    int start = out.writerIndex();
    RtcpWriter.write(out, packets);
    peer.sendRtcp(start);
  }
}
