package org.parley.media.route;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.Slot;
import org.parley.media.send.SourcePacket;

/** The way of one track: every packet its publisher sends goes to every slot that carries it. */
public final class TrackRoute implements IncomingTrack.Sink {
  /**
   * A layer that nobody wants any more is kept for so long, so that a resized window does not stop
   * and start it.
   */
  static final long LAYER_LINGER_NANOS = 3_000_000_000L;

  /** Told on the room's loop. */
  public interface Listener {
    void onStarted(TrackRoute route, NegotiatedCodec codec);

    void onAudioLevel(PeerId publisher, int level, long nowNanos);
  }

  private static final Slot[] NONE = {};

  private final TrackId id;
  private final PeerId publisher;
  private final SourcePacket source;
  private final Listener listener;
  private @Nullable IncomingTrack track;
  private Slot[] slots = NONE;
  private @Nullable NegotiatedCodec codec;
  private @Nullable Set<Rid> toldLayers;
  private boolean surplus;
  private long surplusSinceNanos;

  /**
   * @param source scratch shared by the routes of a loop
   */
  public TrackRoute(TrackId id, PeerId publisher, SourcePacket source, Listener listener) {
    this.id = id;
    this.publisher = publisher;
    this.source = source;
    this.listener = listener;
  }

  public void attach(IncomingTrack track) {
    this.track = track;
  }

  public TrackId id() {
    return id;
  }

  public PeerId publisher() {
    return publisher;
  }

  public @Nullable IncomingTrack track() {
    return track;
  }

  public void add(Slot slot) {
    slots = Arrays.copyOf(slots, slots.length + 1);
    slots[slots.length - 1] = slot;
  }

  public void remove(Slot slot) {
    slots = Arrays.stream(slots).filter(other -> other != slot).toArray(Slot[]::new);
  }

  /** Those that carry the track now. */
  public Slot[] slots() {
    return slots;
  }

  @Override
  public void onPacket(IncomingTrack track, LayerReceiver layer, RtpPacket packet, long nowNanos) {
    source.read(packet, layer);
    if (layer.codec() != codec) {
      codec = layer.codec();
      listener.onStarted(this, layer.codec());
    }
    if (track.kind() == MediaKind.AUDIO) {
      onAudioLevel(packet, nowNanos);
    }
    for (Slot slot : slots) {
      slot.onPacket(source, nowNanos);
    }
  }

  private void onAudioLevel(RtpPacket packet, long nowNanos) {
    long found = source.extension(HeaderExtensionType.AUDIO_LEVEL);
    if (found < 0) {
      return;
    }
    int value =
        ExtensionValues.audioLevel(
            packet.buffer(), RtpPacket.extensionOffset(found), RtpPacket.extensionLength(found));
    if (value >= 0) {
      listener.onAudioLevel(publisher, ExtensionValues.level(value), nowNanos);
    }
  }

  /**
   * Which simulcast layers are wanted, when that differs from what was told last. More is told at
   * once, less after it has lasted a while.
   *
   * @return null when there is nothing to tell
   */
  public @Nullable Set<Rid> pollWantedLayers(long nowNanos) {
    if (track == null || track.line().rids().isEmpty()) {
      return null;
    }
    Set<Rid> wanted = new HashSet<>();
    for (Slot slot : slots) {
      // What is sent in the wanted layer's stead stays until that one comes, if it ever does.
      addRid(wanted, slot.wanted());
      addRid(wanted, slot.target());
    }
    Set<Rid> told = toldLayers == null ? Set.copyOf(track.line().rids()) : toldLayers;
    if (!told.containsAll(wanted)) {
      wanted.addAll(told);
    } else if (wanted.equals(told)) {
      surplus = false;
      return null;
    } else if (!surplus) {
      surplus = true;
      surplusSinceNanos = nowNanos;
      return null;
    } else if (nowNanos - surplusSinceNanos < LAYER_LINGER_NANOS) {
      return null;
    }
    surplus = false;
    toldLayers = wanted;
    return wanted;
  }

  private static void addRid(Set<Rid> rids, @Nullable LayerReceiver layer) {
    if (layer != null && layer.rid() != null) {
      rids.add(layer.rid());
    }
  }
}
