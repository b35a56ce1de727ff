package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;

/** Receives one publisher's media and accounts for every packet, on its event loop. */
final class Subscriber implements PeerTransport.MediaSink {
  private static final int KEYFRAME_REQUEST_MILLIS = 500;
  private static final int SENDER_SSRC = 1;

  private final Publisher source;
  private final int verifyOneIn;
  private final LoopStatistics statistics;
  private final PeerTransport transport = new PeerTransport(this);
  private final ReceptionLedger video = new ReceptionLedger();
  private final ReceptionLedger audio = new ReceptionLedger();
  private final RtpPacket rtp = new RtpPacket();
  private final CompletableFuture<Long> firstKeyframe = new CompletableFuture<>();
  private int videoSsrc;

  Subscriber(Publisher source, int verifyOneIn, LoopStatistics statistics) {
    this.source = source;
    this.verifyOneIn = verifyOneIn;
    this.statistics = statistics;
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
    requestKeyframeUntilOneCame(srtp);
  }

  /** On the event loop: how the measured part of the source arrived. */
  Reception reception(boolean withAudio) {
    SourceStream v = source.video();
    long expected = v.measuredTo() - v.measuredFrom();
    long received = video.received(v.measuredFrom(), v.measuredTo());
    if (withAudio) {
      SourceStream a = source.audio();
      expected += a.measuredTo() - a.measuredFrom();
      received += audio.received(a.measuredFrom(), a.measuredTo());
    }
    return new Reception(
        expected,
        received,
        video.duplicates() + audio.duplicates(),
        video.unattributed() + audio.unattributed(),
        video.shifts() + audio.shifts());
  }

  @Override
  public void onMedia(ByteBuf packet, SrtpTransform srtp) {
    long now = System.nanoTime();
    int start = packet.readerIndex();
    if (packet.readableBytes() < RtpPacket.FIXED_HEADER_LENGTH) {
      return;
    }
    int second = packet.getUnsignedByte(start + 1);
    // RFC 5761 §4.
    if (second >= 192 && second <= 223) {
      return;
    }
    switch (second & 0x7F) {
      case SyntheticVideo.PAYLOAD_TYPE -> account(packet, srtp, now, video, source.video());
      case SyntheticAudio.PAYLOAD_TYPE -> account(packet, srtp, now, audio, source.audio());
      case SyntheticVideo.RTX_PAYLOAD_TYPE -> statistics.retransmissions.increment();
      default -> statistics.foreign.increment();
    }
  }

  private void account(
      ByteBuf packet, SrtpTransform srtp, long now, ReceptionLedger ledger, SourceStream stream) {
    int start = packet.readerIndex();
    int sequenceNumber = packet.getUnsignedShort(start + 2);
    int ssrc = packet.getInt(start + 8);
    statistics.packets.increment();
    if (!isSample(sequenceNumber) && firstKeyframe.isDone()) {
      ledger.unverified(ledger.extend(ssrc, sequenceNumber));
      return;
    }
    if (srtp.unprotectRtp(packet) != SrtpResult.OK || !rtp.wrap(packet)) {
      statistics.rejected.increment();
      return;
    }
    long extended = ledger.extend(ssrc, sequenceNumber);
    boolean isVideo = ledger == video;
    int payload = rtp.payloadOffset();
    int length = rtp.payloadLength();
    if (isVideo) {
      watchForKeyframe(packet, payload, length, ssrc, now);
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
    int counter = Stamp.counter(packet, stamp);
    ledger.verified(extended, counter);
    if (stream.measures(counter)) {
      statistics.latencies.record(now - Stamp.sentNanos(packet, stamp));
    }
  }

  /** Spread over the packets of a frame, whatever their number. */
  private boolean isSample(int sequenceNumber) {
    return verifyOneIn == 1
        || Integer.remainderUnsigned(sequenceNumber * 0x9E3779B1 >>> 8, verifyOneIn) == 0;
  }

  private void watchForKeyframe(ByteBuf packet, int payload, int length, int ssrc, long now) {
    videoSsrc = ssrc;
    if (!firstKeyframe.isDone() && SyntheticVideo.startsKeyframe(packet, payload, length)) {
      firstKeyframe.complete(now);
    }
  }

  /** As a browser does that sees packets and cannot decode them: PLI (RFC 4585 §6.3.1). */
  private void requestKeyframeUntilOneCame(SrtpTransform srtp) {
    transport
        .open()
        .eventLoop()
        .schedule(() -> requestKeyframe(srtp), KEYFRAME_REQUEST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void requestKeyframe(SrtpTransform srtp) {
    if (firstKeyframe.isDone() || !transport.open().isOpen()) {
      return;
    }
    if (videoSsrc != 0) {
      ByteBuf packet = transport.open().alloc().directBuffer(64);
      packet.writeInt(0x81CE0002).writeInt(SENDER_SSRC).writeInt(videoSsrc);
      if (srtp.protectRtcp(packet)) {
        transport.write(packet);
        transport.flush();
      } else {
        packet.release();
      }
    }
    requestKeyframeUntilOneCame(srtp);
  }
}
