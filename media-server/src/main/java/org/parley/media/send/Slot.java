package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.receive.PacketHistory;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.SenderClock;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;

/**
 * One outgoing stream of a subscriber, continuous whatever it carries: takes the packets of its
 * track, lets through those of the layer that fits the tile, and rewrites them.
 */
public final class Slot {
  static final int MAX_RESENDS = 10;
  static final long RESEND_PAUSE_NANOS = 20_000_000;

  /** What the subscriber's browser cannot decode, told once per track and codec. */
  public interface Listener {
    void onUndecodable(Slot slot, IncomingTrack track, LayerReceiver layer);
  }

  private final Subscriber subscriber;
  private final PacketWriter writer;
  private final Listener listener;
  private final StreamRewriter rewriter = new StreamRewriter();
  private final RetransmissionBudget budget = new RetransmissionBudget();
  private final SlotStatistics statistics = new SlotStatistics();
  private MediaLine line;
  private PayloadTypeMap payloadTypes;
  private @Nullable SentPackets sentPackets;

  private @Nullable IncomingTrack track;
  private @Nullable PublisherClock publisherClock;
  private int width;
  private int height;
  private @Nullable LayerReceiver wanted;
  private @Nullable LayerReceiver target;
  private @Nullable LayerReceiver current;
  private @Nullable NegotiatedCodec undecodable;
  private boolean connected;
  private boolean sourceChanged;

  public Slot(MediaLine line, ExtensionIds extensions, Subscriber subscriber, Listener listener) {
    this.subscriber = subscriber;
    this.line = line;
    this.listener = listener;
    this.payloadTypes = new PayloadTypeMap(line);
    this.writer = new PacketWriter(line, extensions, subscriber.outlet());
    this.sentPackets = line.kind() == MediaKind.VIDEO ? new SentPackets() : null;
  }

  /** Applies a later negotiation of the same m-line. */
  public void update(MediaLine line, ExtensionIds extensions) {
    this.line = line;
    this.payloadTypes = new PayloadTypeMap(line);
    this.undecodable = null;
    writer.update(line, extensions);
  }

  public MediaLine line() {
    return line;
  }

  /** Whose slot this is. */
  public Subscriber subscriber() {
    return subscriber;
  }

  public @Nullable IncomingTrack track() {
    return track;
  }

  /** The layer that the tile asks for, whether or not it is being sent; null for an empty slot. */
  public @Nullable LayerReceiver wanted() {
    return wanted;
  }

  /**
   * The layer that is sent, or will be from its next keyframe on; null while no layer is active.
   */
  public @Nullable LayerReceiver target() {
    return target;
  }

  public SlotStatistics statistics() {
    return statistics;
  }

  /**
   * Carries another track from now on, or none.
   *
   * @param publisherClock of the track's publisher
   */
  public void assign(
      @Nullable IncomingTrack track, @Nullable PublisherClock publisherClock, long nowNanos) {
    if (track == this.track) {
      return;
    }
    this.track = track;
    this.publisherClock = publisherClock;
    this.current = null;
    this.target = null;
    this.wanted = null;
    this.undecodable = null;
    select(nowNanos);
  }

  /** The size of the tile that shows this slot, in pixels. */
  public void resize(int width, int height, long nowNanos) {
    this.width = width;
    this.height = height;
    select(nowNanos);
  }

  /** The subscriber's transport is up or down. */
  public void connected(boolean connected, long nowNanos) {
    this.connected = connected;
    select(nowNanos);
    if (connected && current != null) {
      current.keyframes().want();
    }
  }

  /**
   * Chooses the layer anew; called when anything changes and now and then, as layers come and go.
   */
  public void select(long nowNanos) {
    IncomingTrack track = this.track;
    if (track == null) {
      return;
    }
    LayerReceiver wanted = LayerSelector.wanted(track.layers(), width, height);
    this.wanted = wanted;
    Pressure pressure = subscriber.outlet().pressure();
    target =
        pressure == Pressure.NONE
            ? LayerSelector.available(track.layers(), wanted, nowNanos)
            : LayerSelector.lowest(track.layers(), nowNanos);
    if (connected
        && pressure.compareTo(Pressure.VIDEO) < 0
        && target != null
        && target != current
        && line.kind() == MediaKind.VIDEO) {
      target.keyframes().want();
    }
  }

  void onPackets(PendingPackets packets, long nowNanos) {
    for (int i = 0; i < packets.size(); i++) {
      onPacket(packets.get(i), nowNanos);
    }
  }

  /** A packet of this slot's track. */
  public void onPacket(SourcePacket packet, long nowNanos) {
    LayerReceiver layer = packet.layer();
    if (!connected || yields(layer, nowNanos)) {
      return;
    }
    if (layer != current && !switchesTo(packet, nowNanos)) {
      return;
    }
    Mapping mapping = rewriter.mapping();
    if (mapping == null || packet.sequence() < mapping.start()) {
      return;
    }
    NegotiatedCodec codec = decodable(packet);
    if (codec == null) {
      return;
    }
    int sequence = (int) mapping.sequence(packet.sequence()) & 0xFFFF;
    rewriter.sent(mapping, packet, nowNanos);
    if (sentPackets != null) {
      sentPackets.put(sequence, packet.rtp().sequenceNumber(), mapping);
    }
    int bytes = writer.media(packet, mapping, codec, payloadTypes.opus(), sequence, nowNanos);
    budget.earn(bytes);
    statistics.onSent(packet.rtp().payloadLength());
  }

  /**
   * Whether the packet is held back because the way to the subscriber is full. A video that was
   * held back goes on with a keyframe, as one stream without a gap.
   */
  private boolean yields(LayerReceiver layer, long nowNanos) {
    Pressure pressure = subscriber.outlet().pressure();
    if (pressure == Pressure.NONE) {
      return false;
    }
    boolean video = line.kind() == MediaKind.VIDEO;
    IncomingTrack track = this.track;
    boolean yields =
        switch (pressure) {
          case NONE -> false;
          case HIGH_LAYERS ->
              video
                  && layer == current
                  && track != null
                  && layer != LayerSelector.lowest(track.layers(), nowNanos);
          case VIDEO -> video;
          case EVERYTHING -> true;
        };
    if (yields && (layer == current || layer == target)) {
      subscriber.outlet().onWithheld(line.kind());
    }
    if (yields && video && layer == current) {
      current = null;
      select(nowNanos);
    }
    return yields;
  }

  private boolean switchesTo(SourcePacket packet, long nowNanos) {
    LayerReceiver layer = packet.layer();
    if (target == null) {
      select(nowNanos);
    }
    boolean video = line.kind() == MediaKind.VIDEO;
    if (layer != target || (video && !packet.keyframeStart())) {
      return false;
    }
    rewriter.begin(packet, captureGap(layer, packet.rtp().timestamp()), nowNanos);
    current = layer;
    sourceChanged = true;
    subscriber.noteSourceChanged();
    return true;
  }

  /**
   * Time between the captures of the last packet sent and of the one at hand, where one clock tells
   * both.
   */
  private long captureGap(LayerReceiver next, int timestamp) {
    Mapping last = rewriter.mapping();
    if (last == null || current == null) {
      return 0;
    }
    SenderClock.Reading before = last.layer().clock().reading();
    SenderClock.Reading after = next.clock().reading();
    if (before == null || after == null) {
      return 0;
    }
    return after.captureNanos(timestamp)
        - before.captureNanos(rewriter.lastTimestamp() - last.timestampOffset());
  }

  private @Nullable NegotiatedCodec decodable(SourcePacket packet) {
    NegotiatedCodec codec = payloadTypes.map(packet.codec().codec());
    if (codec == null && undecodable != packet.codec() && track != null) {
      undecodable = packet.codec();
      listener.onUndecodable(this, track, packet.layer());
    }
    return codec;
  }

  /** The subscriber has reported on this stream. */
  public void onReported() {
    writer.stopAnnouncingMid();
  }

  /**
   * The figures of a sender report (RFC 3550 section 6.4.1), tied to the publisher's capture clock
   * where that is known.
   *
   * @param ntpNanos our wall clock as {@link org.parley.media.receive.NtpTime#toNanos} gives it
   * @return the RTP timestamp that belongs to {@code ntpNanos}
   */
  public int timestampAt(long ntpNanos, long nowNanos) {
    Mapping mapping = rewriter.mapping();
    if (mapping != null && publisherClock != null && publisherClock.known()) {
      SenderClock.Reading clock = mapping.layer().clock().reading();
      if (mapping.layer() == current && clock != null) {
        return mapping.timestamp(clock.timestampAt(publisherClock.toTheirs(ntpNanos)));
      }
    }
    int clockRate = line.codecs().getFirst().codec().clockRate();
    return rewriter.lastTimestamp()
        + (int) ((nowNanos - rewriter.lastNanos()) / 1000 * clockRate / 1_000_000);
  }

  /** Whether a new source began since the last call, of which receivers should hear soon. */
  public boolean takeSourceChanged() {
    boolean result = sourceChanged;
    sourceChanged = false;
    return result;
  }

  /** Whether anything was sent that a sender report could speak of. */
  public boolean started() {
    return rewriter.started();
  }

  /**
   * The subscriber lost a packet (RFC 4585 section 6.2.1): sends it again by RTX.
   *
   * @param scratch holds the source's packet meanwhile, as {@code rtp} and {@code packet} view it
   */
  public Resend onNack(
      int sequence, ByteBuf scratch, RtpPacket rtp, SourcePacket packet, long nowNanos) {
    SentPackets sent = sentPackets;
    Mapping mapping = sent == null ? null : sent.mapping(sequence);
    PacketHistory history = mapping == null ? null : mapping.layer().history();
    if (sent == null || mapping == null || history == null) {
      return Resend.UNKNOWN;
    }
    if (subscriber.outlet().pressure() != Pressure.NONE) {
      return Resend.LIMITED;
    }
    if (!sent.mayResend(sequence, MAX_RESENDS, RESEND_PAUSE_NANOS, nowNanos)) {
      return Resend.LIMITED;
    }
    scratch.clear();
    NegotiatedCodec codec = payloadTypes.map(mapping.layer().codec().codec());
    if (codec == null
        || !codec.hasRtx()
        || !history.get(sent.source(sequence), scratch)
        || !rtp.wrap(scratch)) {
      return Resend.UNKNOWN;
    }
    if (!budget.spend(scratch.readableBytes())) {
      return Resend.LIMITED;
    }
    packet.readAgain(rtp, mapping.layer());
    writer.retransmission(packet, mapping, codec, sequence, nowNanos);
    return Resend.SENT;
  }

  /** The subscriber's decoder needs a keyframe (RFC 4585 section 6.3.1, RFC 5104 section 4.3.1). */
  public void onKeyframeRequest() {
    LayerReceiver layer = current != null ? current : target;
    if (layer != null) {
      layer.keyframes().want();
    }
  }

  /** What became of a NACK. */
  public enum Resend {
    SENT,
    /** Too old, or never sent. */
    UNKNOWN,
    /** Asked for too often, or more than the budget allows. */
    LIMITED
  }
}
