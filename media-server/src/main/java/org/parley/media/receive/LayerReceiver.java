package org.parley.media.receive;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.Rid;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.SequenceUnwrapper;
import org.parley.media.rtp.codec.KeyframeDetector;
import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.SenderReport;

/**
 * One encoding of a published track as it arrives: its loss, its keyframes, its history.
 *
 * <p>The packet that {@link #onPacket} has accepted stays described by {@link #sequence()} and
 * {@link #keyframeStart()} until the next one.
 *
 * <p>Lives on the publisher's loop. What subscribers on other loops ask of it is safe to read
 * there: codec, extensions, whether it is active, its size, clock, history and keyframe requests.
 */
public final class LayerReceiver {
  /** A layer without packets for so long is taken to be stopped by its sender. */
  public static final long ACTIVE_NANOS = 1_500_000_000L;

  /** How exactly {@link #active} knows the last packet: written seldom, as other loops read it. */
  private static final long ACTIVITY_RESOLUTION_NANOS = 50_000_000;

  private static final int DUPLICATE_WINDOW = 1024;

  private final @Nullable Rid rid;
  private final boolean video;
  private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
  private final long[] seen = new long[DUPLICATE_WINDOW];
  private final ReceptionStatistics statistics;
  private final NackGenerator nacks = new NackGenerator();
  private final KeyframeRequester keyframes = new KeyframeRequester();
  private final SenderClock clock;
  private final @Nullable PacketHistory history;

  private volatile ExtensionIds extensions;
  private int ssrc;
  private boolean bound;
  private volatile NegotiatedCodec codec;
  private volatile boolean started;
  private volatile long activeNanos;
  private volatile int dimensions;
  private long sequence;
  private boolean keyframeStart;
  private int lastSenderReportMiddle;
  private long lastSenderReportNanos;
  private long lost;

  LayerReceiver(@Nullable Rid rid, boolean video, NegotiatedCodec codec, ExtensionIds extensions) {
    this.extensions = extensions;
    this.rid = rid;
    this.video = video;
    this.codec = codec;
    this.statistics = new ReceptionStatistics(codec.codec().clockRate());
    this.clock = new SenderClock(codec.codec().clockRate());
    this.history = video ? new PacketHistory() : null;
  }

  void bind(int ssrc) {
    this.ssrc = ssrc;
    this.bound = true;
  }

  /**
   * Takes a packet of this layer, original or restored from RTX.
   *
   * @return false for a duplicate
   */
  boolean onPacket(RtpPacket packet, NegotiatedCodec codec, long nowNanos) {
    long unwrapped = unwrapper.unwrap(packet.sequenceNumber());
    int index = (int) (unwrapped & (DUPLICATE_WINDOW - 1));
    if (started && seen[index] == unwrapped + 1) {
      return false;
    }
    seen[index] = unwrapped + 1;
    this.sequence = unwrapped;
    describe(codec, nowNanos);
    statistics.onPacket(unwrapped, packet.timestamp(), nowNanos);
    keyframeStart = false;
    if (video) {
      nacks.onPacket(unwrapped);
      if (nacks.takeGaveUp()) {
        keyframes.want();
      }
      if (history != null) {
        history.put(packet.sequenceNumber(), packet.buffer());
      }
      detectKeyframe(packet);
    }
    return true;
  }

  /** Volatile writes are not for every packet. */
  private void describe(NegotiatedCodec codec, long nowNanos) {
    if (this.codec != codec) {
      this.codec = codec;
    }
    if (!started || nowNanos - activeNanos >= ACTIVITY_RESOLUTION_NANOS) {
      activeNanos = nowNanos;
      started = true;
    }
  }

  private void detectKeyframe(RtpPacket packet) {
    int length = packet.payloadLength();
    if (length == 0
        || !KeyframeDetector.isKeyframeStart(
            codec.codec().type(), packet.buffer(), packet.payloadOffset(), length)) {
      return;
    }
    keyframeStart = true;
    keyframes.onKeyframe();
    int found =
        KeyframeDetector.dimensions(
            codec.codec().type(), packet.buffer(), packet.payloadOffset(), length);
    if (found >= 0 && found != dimensions) {
      dimensions = found;
    }
  }

  public void onSenderReport(SenderReport report, long nowNanos) {
    clock.onSenderReport(report.ntpTimestamp(), report.rtpTimestamp());
    lastSenderReportMiddle = report.compactNtpTimestamp();
    lastSenderReportNanos = nowNanos;
  }

  void update(ExtensionIds extensions) {
    this.extensions = extensions;
  }

  /** The publisher's. */
  public ExtensionIds extensions() {
    return extensions;
  }

  public @Nullable Rid rid() {
    return rid;
  }

  public boolean bound() {
    return bound;
  }

  public int ssrc() {
    return ssrc;
  }

  public NegotiatedCodec codec() {
    return codec;
  }

  public boolean started() {
    return started;
  }

  public boolean active(long nowNanos) {
    return started && nowNanos - activeNanos < ACTIVE_NANOS;
  }

  /** Unwrapped sequence number of the packet at hand. */
  public long sequence() {
    return sequence;
  }

  /** Whether the packet at hand begins a keyframe. */
  public boolean keyframeStart() {
    return keyframeStart;
  }

  /** Of the last keyframe in pixels; 0 while unknown. */
  public int width() {
    return KeyframeDetector.width(dimensions);
  }

  public int height() {
    return KeyframeDetector.height(dimensions);
  }

  public KeyframeRequester keyframes() {
    return keyframes;
  }

  public SenderClock clock() {
    return clock;
  }

  /** Null for audio. */
  public @Nullable PacketHistory history() {
    return history;
  }

  /**
   * Writes the sequence numbers to ask the publisher for now.
   *
   * @return how many
   */
  public int collectNacks(long nowNanos, int[] out) {
    if (!bound || !IncomingTrack.nackNegotiated(this)) {
      return 0;
    }
    int count = nacks.collect(nowNanos, out);
    if (nacks.takeGaveUp()) {
      keyframes.want();
    }
    return count;
  }

  /** Packets that were missing in the interval of the last {@link #report}. */
  public long lost() {
    return lost;
  }

  /**
   * Takes the report on what arrived since the last one (RFC 3550 section 6.4.1).
   *
   * @return null before the first packet
   */
  public @Nullable ReportBlock report(long nowNanos) {
    if (!bound || !statistics.started()) {
      return null;
    }
    ReceptionStatistics.Interval interval = statistics.report();
    lost = interval.lost();
    long delay = lastSenderReportMiddle == 0 ? 0 : nowNanos - lastSenderReportNanos;
    return new ReportBlock(
        ssrc,
        interval.fractionLost(),
        interval.cumulativeLost(),
        interval.extendedHighest(),
        interval.jitter(),
        lastSenderReportMiddle,
        (int) (delay / 1000 * 65_536 / 1_000_000));
  }
}
