package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.rtp.rtcp.FullIntraRequest;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.ReceiverReport;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpReader;
import org.parley.media.rtp.rtcp.RtcpWriter;
import org.parley.media.rtp.rtcp.SenderReport;
import org.parley.media.rtp.rtcp.SourceDescription;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;

/** Sends one synthetic camera, and perhaps a microphone, on its event loop. */
final class Publisher implements PeerTransport.MediaSink {
  private static final long MAX_LAG_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Room for header extensions before the payload and the tag of any SRTP profile behind it. */
  private static final int OVERHEAD = 64;

  private final Video format;
  private final boolean withAudio;
  private final boolean repairs;
  private final RandomGenerator random;
  private final List<LayerSender> layers = new ArrayList<>();
  private final int audioSsrc;
  private final SourceStream audio = new SourceStream();
  private final PeerTransport transport = new PeerTransport(this);
  private @Nullable SrtpTransform srtp;
  private @Nullable ScheduledFuture<?> nextFrame;
  private @Nullable ScheduledFuture<?> nextAudio;
  private long reportDueNanos;
  private long audioPackets;
  private long retransmissions;

  Publisher(BenchOptions.Load load, RandomGenerator random) {
    this.format = load.video();
    this.withAudio = load.audio();
    this.repairs = load.nack();
    this.random = random;
    int first = random.nextInt(1, Integer.MAX_VALUE - SdpOffer.SSRCS);
    for (int layer = 0; layer < format.layers(); layer++) {
      layers.add(new LayerSender(format, layer, first + layer));
    }
    audioSsrc = first + SdpOffer.AUDIO_SSRC_OFFSET;
  }

  PeerTransport transport() {
    return transport;
  }

  int ssrc() {
    return layers.getFirst().ssrc();
  }

  /** The lowest layer first. */
  List<SourceStream> video() {
    return layers.stream().map(LayerSender::source).toList();
  }

  SourceStream audio() {
    return audio;
  }

  /** Key frames sent so far; on the event loop. */
  int keyframes() {
    return layers.stream().mapToInt(LayerSender::keyframes).sum();
  }

  /** Packets sent again so far; on the event loop. */
  long retransmissions() {
    return retransmissions;
  }

  /** On the event loop: the packets from now on are measured. */
  void open() {
    layers.forEach(layer -> layer.source().open());
    audio.open();
  }

  /** On the event loop: the packets from now on are not measured. */
  void close() {
    layers.forEach(layer -> layer.source().close());
    audio.close();
  }

  /** On the event loop: secures the transport. */
  void secure(SrtpTransform transform) {
    srtp = transform;
    transport.secure(transform);
  }

  /** On the event loop: begins to send, or goes on, out of step with others. */
  void start() {
    SrtpTransform transform = srtp;
    if (transform == null || nextFrame != null) {
      return;
    }
    layers.forEach(LayerSender::wantKeyframe);
    long frameNanos = TimeUnit.SECONDS.toNanos(1) / format.framesPerSecond();
    long first = System.nanoTime() + random.nextLong(frameNanos);
    reportDueNanos = first;
    scheduleFrame(transform, first, frameNanos);
    if (withAudio) {
      scheduleAudio(transform, first);
    }
  }

  /** On the event loop: sends nothing more until the next start. */
  void stop() {
    if (nextFrame != null) {
      nextFrame.cancel(false);
      nextFrame = null;
    }
    if (nextAudio != null) {
      nextAudio.cancel(false);
      nextAudio = null;
    }
  }

  private void scheduleFrame(SrtpTransform transform, long dueNanos, long intervalNanos) {
    Runnable frame =
        () -> {
          sendFrame(transform);
          scheduleFrame(transform, caughtUp(dueNanos + intervalNanos), intervalNanos);
        };
    nextFrame = at(dueNanos, frame);
  }

  private void scheduleAudio(SrtpTransform transform, long dueNanos) {
    long interval = TimeUnit.SECONDS.toNanos(1) / SyntheticAudio.PACKETS_PER_SECOND;
    Runnable packet =
        () -> {
          sendAudio(transform);
          scheduleAudio(transform, caughtUp(dueNanos + interval));
        };
    nextAudio = at(dueNanos, packet);
  }

  /** After a long stall the rate goes on from now, instead of making up for it in one burst. */
  private static long caughtUp(long dueNanos) {
    long now = System.nanoTime();
    return now - dueNanos > MAX_LAG_NANOS ? now : dueNanos;
  }

  private ScheduledFuture<?> at(long dueNanos, Runnable task) {
    long wait = Math.max(0, dueNanos - System.nanoTime());
    return transport.open().eventLoop().schedule(task, wait, TimeUnit.NANOSECONDS);
  }

  private void sendFrame(SrtpTransform transform) {
    for (LayerSender layer : layers) {
      int packets = layer.beginFrame();
      for (int i = 0; i < packets; i++) {
        ByteBuf packet = transport.open().alloc().directBuffer(format.payloadBytes() + OVERHEAD);
        layer.write(packet, i == 0, i == packets - 1);
        if (repairs) {
          layer.sent().add(packet);
        }
        send(packet, transform);
      }
    }
    if (System.nanoTime() - reportDueNanos >= 0) {
      reportDueNanos += REPORT_NANOS;
      report(transform);
    }
    transport.flush();
  }

  private void sendAudio(SrtpTransform transform) {
    ByteBuf packet = transport.open().alloc().directBuffer(256);
    int counter = audio.nextCounter();
    packet.writeByte(0x80).writeByte(SyntheticAudio.PAYLOAD_TYPE).writeShort(counter);
    packet.writeInt((int) (audioPackets++ * SyntheticAudio.TIMESTAMP_STEP)).writeInt(audioSsrc);
    int stamp = SyntheticAudio.write(packet);
    Stamp.write(packet, stamp, 0, System.nanoTime(), counter);
    send(packet, transform);
    transport.flush();
  }

  private void send(ByteBuf packet, SrtpTransform transform) {
    if (transform.protectRtp(packet)) {
      transport.write(packet);
    } else {
      packet.release();
      throw new IllegalStateException("a packet of ours cannot be protected");
    }
  }

  /** Sender reports once a second, as browsers send them (RFC 3550 section 6.4.1). */
  private void report(SrtpTransform transform) {
    long now = System.currentTimeMillis();
    long ntp = now / 1_000 + 2_208_988_800L << 32 | (now % 1_000 << 32) / 1_000;
    for (LayerSender layer : layers) {
      int packets = layer.source().sent();
      RtcpPacket report =
          new SenderReport(
              layer.ssrc(),
              ntp,
              layer.timestamp(),
              packets,
              packets * format.payloadBytes(),
              List.of());
      ByteBuf out = transport.open().alloc().directBuffer(256);
      RtcpWriter.write(out, List.of(report, SourceDescription.ofCname(layer.ssrc(), "bench")));
      transport.writeRtcp(out, transform);
    }
  }

  /** Only RTCP comes to a publisher. */
  @Override
  public void onMedia(ByteBuf packet, SrtpTransform transform) {
    if (transform.unprotectRtcp(packet) == SrtpResult.OK) {
      RtcpReader.read(packet).forEach(rtcp -> onRtcp(rtcp, transform));
    }
  }

  private void onRtcp(RtcpPacket rtcp, SrtpTransform transform) {
    switch (rtcp) {
      case PictureLossIndication(_, int media) -> of(media).forEach(LayerSender::wantKeyframe);
      case FullIntraRequest request ->
          request.entries().forEach(entry -> of(entry.ssrc()).forEach(LayerSender::wantKeyframe));
      case ReceiverReport report ->
          report.reports().forEach(block -> of(block.ssrc()).forEach(LayerSender::known));
      case SenderReport report ->
          report.reports().forEach(block -> of(block.ssrc()).forEach(LayerSender::known));
      case GenericNack nack when repairs ->
          of(nack.mediaSsrc()).forEach(layer -> repair(layer, nack.sequenceNumbers(), transform));
      default -> {}
    }
  }

  private void repair(LayerSender layer, int[] sequenceNumbers, SrtpTransform transform) {
    for (int sequenceNumber : sequenceNumbers) {
      ByteBuf packet = transport.open().alloc().directBuffer(format.payloadBytes() + OVERHEAD + 2);
      if (layer.sent().write(sequenceNumber, packet)) {
        retransmissions++;
        send(packet, transform);
      } else {
        packet.release();
      }
    }
    transport.flush();
  }

  private List<LayerSender> of(int ssrc) {
    return layers.stream().filter(layer -> layer.ssrc() == ssrc).toList();
  }
}
