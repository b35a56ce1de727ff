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
import org.parley.media.receive.PublisherClock;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.RtpPacket;

/**
 * The way of one track: every packet its publisher sends goes to every slot that carries it, by a
 * branch for each loop that has such slots. Confined to the publisher's loop, except where noted.
 */
public final class TrackRoute implements IncomingTrack.Sink {
  /**
   * A layer that nobody wants any more is kept for so long, so that a resized window does not stop
   * and start it.
   */
  static final long LAYER_LINGER_NANOS = 3_000_000_000L;

  /** Told on the publisher's loop. */
  public interface Listener {
    void onStarted(TrackRoute route, NegotiatedCodec codec);
  }

  /** Whose track it is. */
  public record Publisher(PeerId id, Voice voice, PublisherClock clock, Forwarder forwarder) {}

  private static final Branch[] NONE = {};

  private final TrackId id;
  private final MediaKind kind;
  private final Publisher publisher;
  private final Listener listener;
  private @Nullable IncomingTrack track;
  private @Nullable Branch local;
  private Branch[] remote = NONE;
  private boolean closed;
  private @Nullable NegotiatedCodec codec;
  private @Nullable Set<Rid> toldLayers;
  private boolean surplus;
  private long surplusSinceNanos;

  public TrackRoute(TrackId id, MediaKind kind, Publisher publisher, Listener listener) {
    this.id = id;
    this.kind = kind;
    this.publisher = publisher;
    this.listener = listener;
  }

  /** Any thread. */
  public TrackId id() {
    return id;
  }

  /** Any thread. */
  public MediaKind kind() {
    return kind;
  }

  /** Any thread. */
  public PeerId publisher() {
    return publisher.id();
  }

  /** Any thread. */
  public PublisherClock clock() {
    return publisher.clock();
  }

  /** The publisher has begun to send, or has negotiated anew. */
  public void attach(IncomingTrack track, long nowNanos) {
    this.track = track;
    if (local != null) {
      local.attach(track, nowNanos);
    }
    for (Branch branch : remote) {
      attach(branch, track);
    }
  }

  /** Packets go to the branch's slots from now on, once there are some. */
  public void add(Branch branch, long nowNanos) {
    IncomingTrack known = track;
    if (isLocal(branch)) {
      local = branch;
      if (known != null) {
        branch.attach(known, nowNanos);
      }
      return;
    }
    remote = Arrays.copyOf(remote, remote.length + 1);
    remote[remote.length - 1] = branch;
    if (known != null) {
      attach(branch, known);
    }
  }

  private static void attach(Branch branch, IncomingTrack track) {
    var loop = branch.forwarder().loop();
    loop.execute(() -> branch.attach(track, loop.nowNanos()));
  }

  private boolean isLocal(Branch branch) {
    return branch.forwarder() == publisher.forwarder();
  }

  public void remove(Branch branch) {
    if (isLocal(branch)) {
      local = null;
    } else {
      remote = Arrays.stream(remote).filter(other -> other != branch).toArray(Branch[]::new);
    }
  }

  /** Nothing comes any more. */
  public void close() {
    closed = true;
    local = null;
    remote = NONE;
  }

  public boolean isClosed() {
    return closed;
  }

  @Nullable Branch local() {
    return local;
  }

  Branch[] remote() {
    return remote;
  }

  @Override
  public void onPacket(IncomingTrack track, LayerReceiver layer, RtpPacket packet, long nowNanos) {
    if (layer.codec() != codec) {
      codec = layer.codec();
      listener.onStarted(this, layer.codec());
    }
    if (kind == MediaKind.AUDIO) {
      onAudioLevel(layer, packet, nowNanos);
    }
    if (local != null || remote.length > 0) {
      publisher.forwarder().add(this, packet, layer, nowNanos);
    }
  }

  private void onAudioLevel(LayerReceiver layer, RtpPacket packet, long nowNanos) {
    int id = layer.extensions().id(HeaderExtensionType.AUDIO_LEVEL);
    long found = id == 0 ? RtpPacket.NONE : packet.findExtension(id);
    if (found == RtpPacket.NONE) {
      return;
    }
    int value =
        ExtensionValues.audioLevel(
            packet.buffer(), RtpPacket.extensionOffset(found), RtpPacket.extensionLength(found));
    if (value >= 0) {
      publisher.voice().onLevel(ExtensionValues.level(value), nowNanos);
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
    Set<Rid> wanted = wantedLayers();
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

  private Set<Rid> wantedLayers() {
    Set<Rid> wanted = new HashSet<>();
    if (local != null) {
      local.updateWantedLayers();
      wanted.addAll(local.wantedLayers());
    }
    for (Branch branch : remote) {
      wanted.addAll(branch.wantedLayers());
    }
    return wanted;
  }
}
