package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.parley.media.rtp.Retransmission;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.ReceiverReport;
import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpReader;
import org.parley.media.rtp.rtcp.RtcpWriter;
import org.parley.media.rtp.rtcp.SenderReport;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;
import org.parley.signaling.bench.result.Reception;

/** Receives one publisher's media and accounts for every packet, on its event loop. */
final class Subscriber implements PeerTransport.MediaSink {
  private static final int KEYFRAME_REQUEST_MILLIS = 500;
  private static final int REPORT_MILLIS = 1_000;
  private static final int REPAIR_MILLIS = 20;
  private static final int SENDER_SSRC = 1;

  private final Publisher source;
  private final Sampling sampling;
  private final LoopStatistics statistics;
  private final PeerTransport transport = new PeerTransport(this);
  private final boolean simulcast;
  private final boolean repairs;
  private final Reader video;
  private final Reader audio;
  private final MissingPackets missing = new MissingPackets();
  private final RtpPacket rtp = new RtpPacket();
  private final CompletableFuture<Long> firstKeyframe = new CompletableFuture<>();
  private boolean repairScheduled;

  /** What is kept of one of the two streams. */
  private record Reader(
      ReceptionLedger ledger, ReceptionStatistics report, List<SourceStream> layers) {}

  Subscriber(Publisher source, boolean repairs, Sampling sampling, LoopStatistics statistics) {
    this.source = source;
    this.repairs = repairs;
    this.sampling = sampling;
    this.statistics = statistics;
    List<SourceStream> layers = source.video();
    simulcast = layers.size() > 1;
    video =
        new Reader(
            new ReceptionLedger(layers.size()),
            new ReceptionStatistics(SyntheticVideo.CLOCK_RATE),
            layers);
    audio =
        new Reader(
            new ReceptionLedger(1),
            new ReceptionStatistics(SyntheticAudio.CLOCK_RATE),
            List.of(source.audio()));
  }

  PeerTransport transport() {
    return transport;
  }

  Publisher source() {
    return source;
  }

  /** When the first packet arrived with which a decoder can begin ({@link System#nanoTime}). */
  CompletableFuture<Long> firstKeyframe() {
    return firstKeyframe;
  }

  /** On the event loop. */
  void start(SrtpTransform srtp) {
    transport.secure(srtp);
    every(KEYFRAME_REQUEST_MILLIS, () -> requestKeyframe(srtp));
    every(REPORT_MILLIS, () -> report(srtp));
  }

  /** On the event loop: how the measured part of the source arrived. */
  Reception reception(boolean withAudio) {
    Reception reception = video.ledger().reception(video.layers());
    return withAudio ? reception.plus(audio.ledger().reception(audio.layers())) : reception;
  }

  /** On the event loop: how often the server changed the layer. */
  int switches() {
    return video.ledger().switches();
  }

  @Override
  public void onMedia(ByteBuf packet, SrtpTransform srtp) {
    long now = System.nanoTime();
    if (packet.readableBytes() < RtpPacket.FIXED_HEADER_LENGTH) {
      return;
    }
    int second = packet.getUnsignedByte(packet.readerIndex() + 1);
    // RFC 5761 §4.
    if (second >= 192 && second <= 223) {
      onRtcp(packet, srtp, now);
      return;
    }
    switch (second & 0x7F) {
      case SyntheticVideo.PAYLOAD_TYPE -> account(packet, srtp, now, video);
      case SyntheticAudio.PAYLOAD_TYPE -> account(packet, srtp, now, audio);
      case SyntheticVideo.RTX_PAYLOAD_TYPE -> retransmission(packet, srtp);
      default -> statistics.foreign.increment();
    }
  }

  private void onRtcp(ByteBuf packet, SrtpTransform srtp, long now) {
    if (srtp.unprotectRtcp(packet) != SrtpResult.OK) {
      statistics.rejected.increment();
      return;
    }
    for (RtcpPacket rtcp : RtcpReader.read(packet)) {
      if (rtcp instanceof SenderReport report) {
        video.report().onSenderReport(report, now);
        audio.report().onSenderReport(report, now);
      }
    }
  }

  private void account(ByteBuf packet, SrtpTransform srtp, long now, Reader reader) {
    int start = packet.readerIndex();
    int sequenceNumber = packet.getUnsignedShort(start + 2);
    int timestamp = packet.getInt(start + 4);
    int ssrc = packet.getInt(start + 8);
    statistics.packets.increment();
    boolean isVideo = reader == video;
    // The layer changes where a frame begins.
    boolean sample =
        sampling.takes(sequenceNumber)
            || !firstKeyframe.isDone()
            || (simulcast && isVideo && timestamp != reader.report().timestamp());
    if (sample && (srtp.unprotectRtp(packet) != SrtpResult.OK || !rtp.wrap(packet))) {
      statistics.rejected.increment();
      return;
    }
    ReceptionLedger ledger = reader.ledger();
    long extended = ledger.extend(ssrc, sequenceNumber);
    reader.report().onPacket(ssrc, extended, timestamp, now);
    if (repairs && isVideo) {
      missing.onPacket(ssrc, extended, now);
      scheduleRepair(srtp);
    }
    if (!sample) {
      ledger.unverified(extended);
      return;
    }
    int payload = rtp.payloadOffset();
    int length = rtp.payloadLength();
    if (isVideo
        && !firstKeyframe.isDone()
        && SyntheticVideo.startsKeyframe(packet, payload, length)) {
      firstKeyframe.complete(now);
    }
    int stamp =
        isVideo
            ? SyntheticVideo.stampOffset(packet, payload, length)
            : SyntheticAudio.stampOffset(payload, length);
    if (stamp < 0 || !Stamp.isAt(packet, stamp)) {
      // Padding that probes the path has no payload.
      if (length > 0) {
        statistics.foreign.increment();
      }
      return;
    }
    int layer = Stamp.layer(packet, stamp);
    int counter = Stamp.counter(packet, stamp);
    ledger.verified(extended, layer, counter);
    if (layer < reader.layers().size() && reader.layers().get(layer).measures(counter)) {
      statistics.latencies.record(now - Stamp.sentNanos(packet, stamp));
    }
  }

  /** RFC 4588 §4. */
  private void retransmission(ByteBuf packet, SrtpTransform srtp) {
    if (srtp.unprotectRtp(packet) != SrtpResult.OK || !rtp.wrap(packet)) {
      statistics.rejected.increment();
      return;
    }
    int original = Retransmission.originalSequenceNumber(rtp);
    if (original < 0) {
      return;
    }
    statistics.retransmissions.increment();
    missing.onRetransmission(original);
    int payload = rtp.payloadOffset() + Retransmission.HEADER_LENGTH;
    int length = rtp.payloadLength() - Retransmission.HEADER_LENGTH;
    int stamp = SyntheticVideo.stampOffset(packet, payload, length);
    if (stamp >= 0
        && Stamp.isAt(packet, stamp)
        && video.ledger().recovered(Stamp.layer(packet, stamp), Stamp.counter(packet, stamp))) {
      statistics.recovered.increment();
    }
  }

  /** As a browser does that sees packets and cannot decode them: PLI (RFC 4585 §6.3.1). */
  private boolean requestKeyframe(SrtpTransform srtp) {
    if (firstKeyframe.isDone()) {
      return false;
    }
    int ssrc = video.report().ssrc();
    if (ssrc != 0) {
      send(new PictureLossIndication(SENDER_SSRC, ssrc), srtp);
    }
    return true;
  }

  private boolean report(SrtpTransform srtp) {
    List<ReportBlock> blocks = new ArrayList<>(2);
    long now = System.nanoTime();
    for (Reader reader : List.of(video, audio)) {
      if (reader.report().ssrc() != 0) {
        blocks.add(reader.report().next(now));
      }
    }
    if (!blocks.isEmpty()) {
      send(new ReceiverReport(SENDER_SSRC, blocks), srtp);
    }
    return true;
  }

  private void scheduleRepair(SrtpTransform srtp) {
    if (!repairScheduled && !missing.isEmpty()) {
      repairScheduled = true;
      every(REPAIR_MILLIS, () -> repair(srtp));
    }
  }

  private boolean repair(SrtpTransform srtp) {
    int[] due = missing.due(System.nanoTime());
    if (due.length > 0) {
      statistics.requested.add(due.length);
      send(new GenericNack(SENDER_SSRC, missing.ssrc(), due), srtp);
    }
    repairScheduled = !missing.isEmpty();
    return repairScheduled;
  }

  private void send(RtcpPacket rtcp, SrtpTransform srtp) {
    ByteBuf packet = transport.open().alloc().directBuffer(2_048);
    RtcpWriter.write(packet, rtcp);
    transport.writeRtcp(packet, srtp);
  }

  private interface Duty {
    /** True if it is to be done again. */
    boolean perform();
  }

  private void every(int millis, Duty duty) {
    transport
        .open()
        .eventLoop()
        .schedule(
            () -> {
              if (transport.open().isOpen() && duty.perform()) {
                every(millis, duty);
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }
}
