package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.StunMessage;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.passage.Landing;
import org.parley.net.udp.UdpHub;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one loop receives and sends in one wake-up: packets are delivered one by one, then every
 * peer that got some hears of the end, then all that was written leaves together.
 */
final class LoopTraffic implements LoopBatch {
  /** Batches that other loops together may still have to take from this one: some 24 MB. */
  private static final int MAX_CROSSINGS = 256;

  /** When so many are under way another loop is behind, and those that wait are filled first. */
  private static final int FEW_CROSSINGS = 16;

  private static final UdpHub.Room NO_ROOM = new UdpHub.Room(0, 0);
  private static final Logger LOG = LoggerFactory.getLogger(LoopTraffic.class);
  private static final long LOG_INTERVAL = 1_000_000_000L;

  private final NetworkLoop loop;
  private final TransportCounters counters;
  private final @Nullable Crossing[] crossings;

  /** By loop the last one that was posted; it may be there again, or be for another loop. */
  private final @Nullable Crossing[] posted;

  private final Queue<Crossing> idle = new ConcurrentLinkedQueue<>();
  private int opened;

  private final Set<PeerTransport> peers = new LinkedHashSet<>();
  private final List<UdpReader> readers = new ArrayList<>();
  private final List<PeerTransport> touched = new ArrayList<>();
  private final Departures departures;
  private final Landing landing;
  private boolean inBatch;
  private boolean flushPosted;
  private long loggedNanos;

  /**
   * @param loops how many there are
   */
  LoopTraffic(NetworkLoop loop, int loops, TransportCounters counters) {
    this.loop = loop;
    this.crossings = new @Nullable Crossing[loops];
    this.posted = new @Nullable Crossing[loops];
    this.counters = counters;
    this.departures = new Departures(loop, counters);
    this.landing = new Landing(loop, NO_ROOM, this::beginBatch, this::endBatch);
    this.loggedNanos = loop.nowNanos() - LOG_INTERVAL;
  }

  NetworkLoop loop() {
    return loop;
  }

  /** Where relays of this process leave packets for this loop's peers. */
  Landing landing() {
    return landing;
  }

  Departures departures() {
    return departures;
  }

  /** The first packet of a wake-up reads the clock for all of them. */
  @Override
  public void beginBatch() {
    if (!inBatch) {
      inBatch = true;
      loop.refresh();
    }
  }

  @Override
  public void endBatch() {
    if (!inBatch) {
      return;
    }
    // First, so that the others begin while this loop does its own share.
    for (int i = 0; i < crossings.length; i++) {
      post(i);
    }
    long now = loop.nowNanos();
    for (int i = 0; i < touched.size(); i++) {
      endBatch(touched.get(i), now);
    }
    touched.clear();
    inBatch = false;
    flush();
  }

  private void endBatch(PeerTransport peer, long nowNanos) {
    try {
      peer.endBatch(nowNanos);
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  @Override
  public void onOverload(int packets) {
    counters.add(TransportCounter.DROPPED_OVERLOAD, packets);
  }

  /** A fault of ours with one packet must not take the other peers of the loop with it. */
  @Override
  public void onFault(RuntimeException e) {
    counters.increment(TransportCounter.FAULTS);
    if (loop.nowNanos() - loggedNanos >= LOG_INTERVAL) {
      loggedNanos = loop.nowNanos();
      LOG.error("a packet or timer met a fault of ours; it was dropped", e);
    }
  }

  void touch(PeerTransport peer) {
    touched.add(peer);
  }

  /** Something was written, which leaves at the end of the batch, or of the current task. */
  void needsFlush() {
    if (!inBatch && !flushPosted) {
      flushPosted = true;
      loop.execute(this::flush);
    }
  }

  void flush() {
    flushPosted = false;
    departures.flush();
  }

  /**
   * A packet that this loop received, within its batch.
   *
   * @param content copied where it is needed longer than during the call
   */
  void deliver(Route route, PacketKind kind, ByteBuf content) {
    LoopTraffic home = route.peer().traffic();
    if (home == this) {
      receive(route, kind, content);
      return;
    }
    Crossing crossing = crossingTo(home, content.readableBytes());
    if (crossing != null) {
      crossing.add(route, kind, content);
    }
  }

  /** As {@link #deliver(Route, PacketKind, ByteBuf)} for a check or the answer to one. */
  void deliver(Route route, StunMessage message) {
    LoopTraffic home = route.peer().traffic();
    if (home == this) {
      receive(route, message);
      return;
    }
    Crossing crossing = crossingTo(home, 0);
    if (crossing != null) {
      crossing.add(route, message);
    }
  }

  /** For a peer of this loop. */
  void receive(Route route, PacketKind kind, ByteBuf content) {
    try {
      route.peer().onPacket(route, kind, content, loop.nowNanos());
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  /** For a peer of this loop. */
  void receive(Route route, StunMessage message) {
    try {
      route.peer().onStun(route, message, loop.nowNanos());
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  private @Nullable Crossing crossingTo(LoopTraffic home, int length) {
    int index = home.loop.index();
    Crossing crossing = crossings[index];
    if (crossing != null && !crossing.takes(length)) {
      post(index);
      crossing = null;
    }
    if (crossing == null) {
      crossing = begin(home, length);
      if (crossing == null) {
        onOverload(1);
        return null;
      }
      crossings[index] = crossing;
    }
    counters.increment(TransportCounter.HANDED_OVER);
    return crossing;
  }

  private @Nullable Crossing begin(LoopTraffic home, int length) {
    Crossing crossing = idle.poll();
    if (crossing == null && opened >= FEW_CROSSINGS) {
      Crossing waiting = posted[home.loop.index()];
      if (waiting != null && waiting.target() == home && waiting.reopen()) {
        if (waiting.takes(length)) {
          return waiting;
        }
        waiting.post(home.loop.eventLoop());
      }
    }
    if (crossing == null && opened < MAX_CROSSINGS) {
      opened++;
      crossing = new Crossing(this);
    }
    return crossing != null && crossing.to(home).takes(length) ? crossing : null;
  }

  private void post(int index) {
    Crossing crossing = crossings[index];
    if (crossing != null) {
      crossings[index] = null;
      posted[index] = crossing;
      crossing.post(crossing.target().loop.eventLoop());
    }
  }

  /** A crossing of ours is empty again; any thread. */
  void takeBack(Crossing crossing) {
    idle.add(crossing);
  }

  void add(PeerTransport peer) {
    peers.add(peer);
  }

  void remove(PeerTransport peer) {
    peers.remove(peer);
  }

  List<PeerTransport> peers() {
    return List.copyOf(peers);
  }

  /** The reader of a local address is polled from now on; any thread. */
  void add(UdpReader reader) {
    loop.execute(() -> readers.add(reader));
  }

  /** A packet was not sent, as its way was full or gone. */
  void onDropped() {
    counters.increment(TransportCounter.DROPPED_BACK_PRESSURE);
  }

  void onTick(long nowNanos) {
    for (int i = 0; i < readers.size(); i++) {
      readers.get(i).countLosses();
    }
    for (PeerTransport peer : peers()) {
      try {
        peer.onTick(nowNanos);
      } catch (RuntimeException e) {
        onFault(e);
      }
    }
  }
}
