package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.media.loop.LoopBatch;
import org.parley.media.loop.MediaLoop;
import org.parley.media.transport.ice.StunMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one loop receives and sends in one wake-up: packets are delivered one by one, then every
 * peer that got some hears of the end, then all that was written leaves together.
 */
final class LoopTraffic implements LoopBatch {
  /** Packets that others may hand over and that this loop has not taken yet. */
  private static final int MAX_INBOX = 65_536;

  private sealed interface Inbound {}

  private record Packet(Route route, PacketKind kind, ByteBuf content) implements Inbound {}

  private record Check(Route route, StunMessage message) implements Inbound {}

  private static final Logger LOG = LoggerFactory.getLogger(LoopTraffic.class);
  private static final long LOG_INTERVAL = 1_000_000_000L;

  private final MediaLoop loop;
  private final TransportCounters counters;
  private final Queue<Inbound> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inboxSize = new AtomicInteger();
  private final AtomicBoolean drainPosted = new AtomicBoolean();

  private final Set<PeerTransport> peers = new LinkedHashSet<>();
  private final List<UdpReader> readers = new ArrayList<>();
  private final List<PeerTransport> touched = new ArrayList<>();
  private final Departures departures;
  private boolean inBatch;
  private boolean flushPosted;
  private long loggedNanos;

  LoopTraffic(MediaLoop loop, TransportCounters counters) {
    this.loop = loop;
    this.counters = counters;
    this.departures = new Departures(loop, counters);
    this.loggedNanos = loop.nowNanos() - LOG_INTERVAL;
  }

  MediaLoop loop() {
    return loop;
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
   * On any loop, within its batch.
   *
   * @param content copied where it is needed longer than during the call
   */
  void deliver(Route route, PacketKind kind, ByteBuf content) {
    if (!loop.inLoop()) {
      ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(content.readableBytes());
      copy.writeBytes(content, content.readerIndex(), content.readableBytes());
      handOver(new Packet(route, kind, copy));
      return;
    }
    try {
      route.peer().onPacket(route, kind, content, loop.nowNanos());
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  /** On any loop, within its batch. */
  void deliver(Route route, StunMessage message) {
    if (!loop.inLoop()) {
      handOver(new Check(route, message));
      return;
    }
    try {
      route.peer().onCheck(route, message, loop.nowNanos());
    } catch (RuntimeException e) {
      onFault(e);
    }
  }

  private void handOver(Inbound inbound) {
    if (inboxSize.incrementAndGet() > MAX_INBOX) {
      inboxSize.decrementAndGet();
      counters.increment(TransportCounter.DROPPED_OVERLOAD);
      release(inbound);
      return;
    }
    counters.increment(TransportCounter.HANDED_OVER);
    inbox.add(inbound);
    if (drainPosted.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    drainPosted.set(false);
    beginBatch();
    for (int left = inboxSize.get(); left > 0; left--) {
      Inbound inbound = inbox.poll();
      if (inbound == null) {
        break;
      }
      inboxSize.decrementAndGet();
      switch (inbound) {
        case Packet(Route route, PacketKind kind, ByteBuf content) -> {
          deliver(route, kind, content);
          content.release();
        }
        case Check(Route route, StunMessage message) -> deliver(route, message);
      }
    }
    endBatch();
  }

  private static void release(Inbound inbound) {
    switch (inbound) {
      case Packet(Route _, PacketKind _, ByteBuf content) -> content.release();
      case Check _ -> {}
    }
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
