package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.api.TrackId;
import org.parley.media.loop.Cancellable;
import org.parley.media.loop.MediaLoop;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.PublisherClock;
import org.parley.media.route.ActiveSpeakers;
import org.parley.media.route.TrackRoute;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.Slot;
import org.parley.media.send.SourcePacket;
import org.parley.media.transport.PeerTransport;

/**
 * The peers of one room, all on one event loop, so that a packet crosses no thread on its way
 * between them.
 */
final class RoomSession implements MediaRoom, TrackRoute.Listener {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final int TICKS_PER_SELECTION = 10;

  private final RoomId id;
  private final MediaServer server;
  private final MediaLoop loop;
  private final Consumer<RoomEvent> listener;

  // Confined to the loop.
  private final Map<PeerId, PeerSession> peers = new LinkedHashMap<>();
  private final Map<TrackId, TrackRoute> routes = new LinkedHashMap<>();
  private final ActiveSpeakers speakers = new ActiveSpeakers();
  private final MediaCounters.Local counts = new MediaCounters.Local();
  private final SourcePacket source = new SourcePacket();
  private final SourcePacket resent = new SourcePacket();
  private final RtpPacket resentRtp = new RtpPacket();
  private final ByteBuf scratch = Unpooled.buffer(2048, 2048);
  private final Cancellable ticking;
  private int ticks;
  private boolean closed;

  RoomSession(RoomId id, MediaServer server, MediaLoop loop, Consumer<RoomEvent> listener) {
    this.id = id;
    this.server = server;
    this.loop = loop;
    this.listener = listener;
    this.ticking = loop.every(TICK, this::onTick);
    server.counters().addRooms(1);
  }

  @Override
  public MediaPeer addPeer(PeerId peerId, Consumer<PeerEvent> peerListener) {
    PeerSession peer = new PeerSession(peerId, this, peerListener);
    loop.addLoad(1);
    server.counters().addPeers(1);
    execute(
        () -> {
          if (closed) {
            peer.closeNow();
          } else {
            peers.put(peerId, peer);
          }
        });
    return peer;
  }

  @Override
  public void close() {
    execute(
        () -> {
          if (closed) {
            return;
          }
          closed = true;
          List.copyOf(peers.values()).forEach(PeerSession::closeNow);
          ticking.cancel();
          counts.drainTo(server.counters());
          server.counters().addRooms(-1);
        });
  }

  private void onTick(long nowNanos) {
    ticks++;
    if (ticks % TICKS_PER_SELECTION == 0) {
      peers.values().forEach(peer -> peer.selectLayers(nowNanos));
      tellWantedLayers(nowNanos);
      List<PeerId> speaking = speakers.poll(nowNanos);
      if (speaking != null) {
        listener.accept(new RoomEvent.SpeakersChanged(speaking));
      }
      counts.drainTo(server.counters());
    }
    peers.values().forEach(peer -> peer.onTick(nowNanos));
  }

  private void tellWantedLayers(long nowNanos) {
    for (TrackRoute route : routes.values()) {
      Set<Rid> wanted = route.pollWantedLayers(nowNanos);
      if (wanted != null) {
        listener.accept(new RoomEvent.LayersWanted(route.publisher(), route.id(), wanted));
      }
    }
  }

  /** Somebody needs a keyframe now: does not wait for the next tick. */
  void pollKeyframes() {
    long nowNanos = nowNanos();
    peers.values().forEach(peer -> peer.pollKeyframes(nowNanos));
  }

  TrackRoute openRoute(TrackId track, PeerSession publisher) {
    TrackRoute route = new TrackRoute(track, publisher.id(), source, this);
    routes.put(track, route);
    return route;
  }

  void attach(IncomingTrack track) {
    TrackRoute route = routes.get(track.id());
    if (route != null) {
      route.attach(track);
    }
  }

  void closeRoute(TrackId track) {
    TrackRoute route = routes.remove(track);
    if (route != null) {
      for (Slot slot : route.slots()) {
        slot.assign(null, null, nowNanos());
      }
    }
  }

  @Nullable TrackRoute route(TrackId track) {
    return routes.get(track);
  }

  @Nullable PublisherClock clockOf(TrackRoute route) {
    PeerSession publisher = peers.get(route.publisher());
    return publisher == null ? null : publisher.clock();
  }

  void remove(PeerSession peer) {
    if (peers.remove(peer.id(), peer)) {
      speakers.remove(peer.id());
    }
    loop.addLoad(-1);
    server.counters().addPeers(-1);
  }

  @Override
  public void onStarted(TrackRoute route, NegotiatedCodec codec) {
    PeerSession publisher = peers.get(route.publisher());
    if (publisher != null) {
      publisher.tell(new PeerEvent.TrackStarted(route.id(), codec.codec()));
    }
  }

  @Override
  public void onAudioLevel(PeerId publisher, int level, long nowNanos) {
    speakers.onLevel(publisher, level, nowNanos);
  }

  PeerTransport openTransport(PeerTransport.Listener peer) {
    return server.endpoint().open(loop, peer);
  }

  void execute(Runnable task) {
    loop.execute(task);
  }

  long nowNanos() {
    return loop.nowNanos();
  }

  /** Our wall clock as {@link org.parley.media.receive.NtpTime#toNanos} counts it. */
  long ntpNanos(long nowNanos) {
    return server.ntpNanos(nowNanos);
  }

  void count(MediaCounter counter, long amount) {
    counts.add(counter, amount);
  }

  Slot.Resend resend(Slot slot, int sequence, long nowNanos) {
    return slot.onNack(sequence, scratch, resentRtp, resent, nowNanos);
  }

  @Override
  public String toString() {
    return "RoomSession[" + id + "]";
  }
}
