package org.parley.media.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.route.Branch;
import org.parley.media.route.Forwarder;
import org.parley.media.route.TrackRoute;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.Slot;
import org.parley.media.send.SourcePacket;
import org.parley.media.transport.PeerTransport;
import org.parley.net.loop.Cancellable;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;

/**
 * The peers of a room that live on one loop. What they publish begins here; what they watch comes
 * in by a branch for each track. Confined to the loop, except where noted.
 */
final class RoomShard {
  /** Of what publishers are asked for; runs only where some live. */
  private static final Duration FEEDBACK_TICK = Duration.ofMillis(20);

  /** Of layers that come and go, and of reports. */
  private static final Duration TICK = Duration.ofMillis(200);

  private final RoomSession room;
  private final MediaServer server;
  private final NetworkLoop loop;
  private final Forwarder forwarder;
  private final LoopBatch transports;
  private final ShardData data;
  private final Map<PeerId, PeerSession> peers = new LinkedHashMap<>();
  private final Map<TrackId, TrackRoute> published = new LinkedHashMap<>();
  private final Map<TrackId, Branch> branches = new LinkedHashMap<>();
  private final MediaCounters.Local counts = new MediaCounters.Local();
  private final AtomicBoolean keyframesPosted = new AtomicBoolean();
  private final SourcePacket resent = new SourcePacket();
  private final RtpPacket resentRtp = new RtpPacket();
  private final ByteBuf scratch = Unpooled.buffer(2048, 2048);
  private final Cancellable ticking;
  private @Nullable Cancellable feedback;
  private boolean closed;

  /**
   * @param index among the shards of the room
   */
  RoomShard(int index, RoomSession room, MediaServer server, NetworkLoop loop) {
    this.room = room;
    this.server = server;
    this.loop = loop;
    this.forwarder = server.forwarder(loop);
    this.transports = server.endpoint().batch(loop);
    this.data = new ShardData(index, server.dataPlane(), loop, transports);
    this.ticking = loop.every(TICK, this::onTick);
  }

  /** Any thread. */
  void execute(Runnable task) {
    loop.execute(task);
  }

  /** Any thread. */
  void add(PeerSession peer) {
    loop.addLoad(1);
    execute(
        () -> {
          if (closed) {
            peer.closeNow();
          } else {
            peers.put(peer.id(), peer);
            peer.enter();
          }
        });
  }

  /** Any thread. */
  void close() {
    execute(
        () -> {
          if (closed) {
            return;
          }
          closed = true;
          List.copyOf(peers.values()).forEach(PeerSession::closeNow);
          ticking.cancel();
          giveFeedback(false);
          counts.drainTo(server.counters());
          data.close();
        });
  }

  private void onTick(long nowNanos) {
    transports.beginBatch();
    try {
      tick(nowNanos);
    } finally {
      transports.endBatch();
    }
  }

  private void tick(long nowNanos) {
    for (PeerSession peer : peers.values()) {
      peer.selectLayers(nowNanos);
      peer.onReportTick(nowNanos);
    }
    refreshBranches();
    tellWantedLayers(nowNanos);
    room.onSelection(this, nowNanos);
    counts.drainTo(server.counters());
    data.drainCounts();
    giveFeedback(!published.isEmpty());
  }

  private void giveFeedback(boolean wanted) {
    Cancellable running = feedback;
    if (wanted && running == null) {
      feedback = loop.every(FEEDBACK_TICK, this::onFeedbackTick);
    } else if (!wanted && running != null) {
      running.cancel();
      feedback = null;
    }
  }

  private void onFeedbackTick(long nowNanos) {
    transports.beginBatch();
    try {
      for (PeerSession peer : peers.values()) {
        peer.onFeedbackTick(nowNanos);
      }
    } finally {
      transports.endBatch();
    }
  }

  private void refreshBranches() {
    for (Iterator<Branch> all = branches.values().iterator(); all.hasNext(); ) {
      Branch branch = all.next();
      if (branch.isEmpty()) {
        all.remove();
        room.withHome(branch.route(), _ -> branch.route().remove(branch));
      } else {
        branch.updateWantedLayers();
      }
    }
  }

  private void tellWantedLayers(long nowNanos) {
    for (TrackRoute route : published.values()) {
      Set<Rid> wanted = route.pollWantedLayers(nowNanos);
      if (wanted != null) {
        room.tell(new RoomEvent.LayersWanted(route.publisher(), route.id(), wanted));
      }
    }
  }

  /** Somebody needs a keyframe now: does not wait for the next tick. Any thread. */
  void pollKeyframes() {
    if (loop.inLoop()) {
      pollKeyframes(nowNanos());
    } else if (keyframesPosted.compareAndSet(false, true)) {
      execute(
          () -> {
            keyframesPosted.set(false);
            pollKeyframes(nowNanos());
          });
    }
  }

  private void pollKeyframes(long nowNanos) {
    for (PeerSession peer : peers.values()) {
      peer.pollKeyframes(nowNanos);
    }
  }

  /** A track of a peer of this shard, which may have been announced before. */
  TrackRoute openRoute(TrackId track, MediaKind kind, PeerSession publisher) {
    TrackRoute route = room.announce(track, kind, publisher);
    published.put(track, route);
    giveFeedback(!closed);
    return route;
  }

  void attach(IncomingTrack track) {
    TrackRoute route = published.get(track.id());
    if (route != null) {
      route.attach(track, nowNanos());
    }
  }

  void closeRoute(TrackId track) {
    TrackRoute route = published.remove(track);
    if (route != null) {
      route.close();
      room.retire(route);
    }
  }

  /** The track is gone: what watched it here is empty from now on. */
  void onRetired(TrackRoute route) {
    Branch branch = branches.get(route.id());
    if (branch != null && branch.route() == route) {
      branches.remove(route.id());
      branch.close(nowNanos());
    }
  }

  /** The branch of a track to this loop, new where there was none. */
  Branch branch(TrackRoute route) {
    Branch known = branches.get(route.id());
    if (known != null && known.route() == route) {
      return known;
    }
    Branch branch = new Branch(route, forwarder);
    branches.put(route.id(), branch);
    room.withHome(
        route,
        home -> {
          if (route.isClosed()) {
            execute(() -> onRetired(route));
          } else {
            route.add(branch, home.nowNanos());
          }
        });
    return branch;
  }

  void remove(PeerSession peer) {
    peers.remove(peer.id(), peer);
    loop.addLoad(-1);
    room.onRemoved(peer);
  }

  void onStarted(TrackRoute route, PeerEvent event) {
    PeerSession publisher = peers.get(route.publisher());
    if (publisher != null) {
      publisher.tell(event);
    }
  }

  PeerTransport openTransport(PeerTransport.Listener peer) {
    return server.endpoint().open(loop, peer);
  }

  RoomSession room() {
    return room;
  }

  boolean inLoop() {
    return loop.inLoop();
  }

  ShardData data() {
    return data;
  }

  Forwarder forwarder() {
    return forwarder;
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
    Slot.Resend outcome = slot.onNack(sequence, scratch, resentRtp, resent, nowNanos);
    resent.clear();
    return outcome;
  }
}
