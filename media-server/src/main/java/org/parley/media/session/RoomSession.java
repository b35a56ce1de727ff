package org.parley.media.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.RoomId;
import org.parley.media.api.TrackId;
import org.parley.media.route.ActiveSpeakers;
import org.parley.media.route.TrackRoute;
import org.parley.media.route.Voice;
import org.parley.net.loop.NetworkLoop;

/**
 * One room: its peers live in shards, one for each loop that it needs. A small room has one, so
 * that no packet crosses a thread on its way; a room that grows spreads, so that a burst to many is
 * sent by several cores.
 */
final class RoomSession implements MediaRoom {
  private final RoomId id;
  private final MediaServer server;
  private final Consumer<RoomEvent> listener;
  private final int peersPerLoop;

  /** Guarded by this; by loop, the first one opened first. */
  private final List<Seats> shards = new ArrayList<>();

  private boolean closed;
  private long peerNumbers;

  private final Map<TrackId, Announced> routes = new ConcurrentHashMap<>();
  private final Map<PeerId, Voice> voices = new ConcurrentHashMap<>();

  /** Confined to the first shard's loop. */
  private final ActiveSpeakers speakers = new ActiveSpeakers();

  private volatile @Nullable RoomShard first;

  private static final class Seats {
    final NetworkLoop loop;
    final RoomShard shard;
    int taken;

    Seats(NetworkLoop loop, RoomShard shard) {
      this.loop = loop;
      this.shard = shard;
    }
  }

  private record Announced(TrackRoute route, RoomShard home) {}

  /**
   * @param peersPerLoop from so many peers on a loop the next is sought another one
   */
  RoomSession(RoomId id, MediaServer server, int peersPerLoop, Consumer<RoomEvent> listener) {
    this.id = id;
    this.server = server;
    this.peersPerLoop = peersPerLoop;
    this.listener = listener;
    server.counters().addRooms(1);
  }

  @Override
  public MediaPeer addPeer(PeerId peerId, DataIdentity data, Consumer<PeerEvent> peerListener) {
    server.counters().addPeers(1);
    Voice voice = new Voice(peerId);
    RoomShard shard;
    long number;
    synchronized (this) {
      shard = takeSeat();
      number = peerNumbers++;
    }
    PeerSession peer = new PeerSession(peerId, data, number, voice, shard, peerListener);
    voices.put(peerId, voice);
    shard.add(peer);
    return peer;
  }

  private synchronized RoomShard takeSeat() {
    Seats emptiest = null;
    for (Seats seats : shards) {
      if (seats.taken < peersPerLoop) {
        emptiest = seats;
        break;
      }
      if (emptiest == null || seats.taken < emptiest.taken) {
        emptiest = seats;
      }
    }
    if (emptiest == null || (emptiest.taken >= peersPerLoop && shards.size() < server.loops())) {
      emptiest = open(server.leastLoaded(shards.stream().map(seats -> seats.loop).toList()));
    }
    emptiest.taken++;
    return emptiest.shard;
  }

  private Seats open(NetworkLoop loop) {
    Seats seats = new Seats(loop, new RoomShard(shards.size(), this, server, loop));
    for (Seats other : shards) {
      // It first: whoever knows of it may expect an answer.
      seats.shard.data().meet(other.shard.data());
      other.shard.data().meet(seats.shard.data());
    }
    shards.add(seats);
    if (first == null) {
      first = seats.shard;
    }
    if (closed) {
      seats.shard.close();
    }
    return seats;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    shards.forEach(seats -> seats.shard.close());
    server.counters().addRooms(-1);
  }

  void onRemoved(PeerSession peer) {
    voices.remove(peer.id(), peer.voice());
    server.counters().addPeers(-1);
    synchronized (this) {
      for (Seats seats : shards) {
        if (seats.shard == peer.shard()) {
          seats.taken--;
        }
      }
    }
  }

  /** Now and then on every shard's loop. */
  void onSelection(RoomShard shard, long nowNanos) {
    if (shard == first) {
      List<PeerId> speaking = speakers.poll(voices.values(), nowNanos);
      if (speaking != null) {
        tell(new RoomEvent.SpeakersChanged(speaking));
      }
    }
  }

  void tell(RoomEvent event) {
    listener.accept(event);
  }

  /** Somebody needs a keyframe now; any thread. */
  void pollKeyframes() {
    shards().forEach(RoomShard::pollKeyframes);
  }

  private synchronized List<RoomShard> shards() {
    return shards.stream().map(seats -> seats.shard).toList();
  }

  /**
   * The track can be watched from now on, even before its publisher's loop knows it. Any thread.
   */
  TrackRoute announce(TrackId track, MediaKind kind, PeerSession publisher) {
    return routes
        .computeIfAbsent(
            track,
            _ -> {
              RoomShard home = publisher.shard();
              return new Announced(
                  new TrackRoute(
                      track,
                      kind,
                      new TrackRoute.Publisher(
                          publisher.id(), publisher.voice(), publisher.clock(), home.forwarder()),
                      (route, codec) ->
                          home.onStarted(
                              route, new PeerEvent.TrackStarted(route.id(), codec.codec()))),
                  home);
            })
        .route();
  }

  /** The track has ended. */
  void retire(TrackRoute route) {
    Announced announced = routes.get(route.id());
    if (announced != null && announced.route() == route) {
      routes.remove(route.id(), announced);
    }
    for (RoomShard shard : shards()) {
      if (shard.inLoop()) {
        shard.onRetired(route);
      } else {
        shard.execute(() -> shard.onRetired(route));
      }
    }
  }

  /** Any thread. */
  @Nullable TrackRoute route(TrackId track) {
    Announced announced = routes.get(track);
    return announced == null ? null : announced.route();
  }

  /** Runs {@code task} on the loop where the route's publisher lives, if it has not ended. */
  void withHome(TrackRoute route, Consumer<RoomShard> task) {
    Announced announced = routes.get(route.id());
    if (announced == null || announced.route() != route) {
      return;
    }
    RoomShard home = announced.home();
    if (home.inLoop()) {
      task.accept(home);
    } else {
      home.execute(() -> task.accept(home));
    }
  }

  @Override
  public String toString() {
    return "RoomSession[" + id + "]";
  }
}
