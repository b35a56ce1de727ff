package org.parley.media.route;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.SourcePacket;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;

/**
 * Forwards what the publishers of one loop sent in one wake-up: to that loop's subscribers, and,
 * one hand-over each, to the other loops that have some. Confined to its loop, except where noted.
 */
public final class Forwarder {
  /** Batches that the other loops together may have open from this one. */
  private static final int MAX_HAND_OVERS = 128;

  /** When so many are under way another loop is behind, and those that wait are filled first. */
  private static final int FEW_HAND_OVERS = 16;

  private final NetworkLoop loop;
  private final LoopBatch transports;
  private final FanOut fanOut;
  private final PacketBatch batch = new PacketBatch();
  private final TrackRoute[] routes = new TrackRoute[PacketBatch.MAX_PACKETS];
  private final @Nullable HandOver[] open;

  /** By loop the last one that was posted; it may be there again, or be for another loop. */
  private final @Nullable HandOver[] posted;

  private final Queue<HandOver> idle = new ConcurrentLinkedQueue<>();
  private int handOvers;

  /**
   * @param loops how many there are
   * @param transports of this loop
   */
  public Forwarder(NetworkLoop loop, int loops, LoopBatch transports) {
    this.loop = loop;
    this.transports = transports;
    this.fanOut = new FanOut(transports::onFault);
    this.open = new @Nullable HandOver[loops];
    this.posted = new @Nullable HandOver[loops];
  }

  /** Any thread. */
  NetworkLoop loop() {
    return loop;
  }

  /** Takes a packet that {@code layer} has just accepted; copies it. */
  void add(TrackRoute route, RtpPacket packet, LayerReceiver layer, long nowNanos) {
    if (batch.isFull()) {
      forward(nowNanos);
    }
    routes[batch.size()] = route;
    batch.add(packet, layer);
  }

  /** Sends the packets on that were taken since the last time. */
  public void forward(long nowNanos) {
    if (batch.size() == 0) {
      return;
    }
    try {
      distribute();
    } finally {
      // What was added leaves, and nothing of this batch stays for the next one.
      fanOut.run(nowNanos);
      Arrays.fill(routes, 0, batch.size(), null);
      batch.clear();
    }
  }

  private void distribute() {
    for (int i = 0; i < batch.size(); i++) {
      TrackRoute route = routes[i];
      SourcePacket packet = batch.get(i);
      Branch local = route.local();
      if (local != null) {
        fanOut.add(local, packet);
      }
      for (Branch branch : route.remote()) {
        handOver(branch, packet);
      }
    }
    // First, so that the others begin while this loop does its own share.
    for (int i = 0; i < open.length; i++) {
      post(i);
    }
  }

  private void handOver(Branch branch, SourcePacket packet) {
    Forwarder target = branch.forwarder();
    int index = target.loop.index();
    HandOver handOver = open[index];
    if (handOver != null && handOver.isFull()) {
      post(index);
      handOver = null;
    }
    if (handOver == null) {
      handOver = begin(target);
      if (handOver == null) {
        transports.onOverload(1);
        return;
      }
      open[index] = handOver;
    }
    handOver.add(branch, packet);
  }

  private @Nullable HandOver begin(Forwarder target) {
    HandOver handOver = idle.poll();
    if (handOver == null && handOvers >= FEW_HAND_OVERS) {
      HandOver waiting = posted[target.loop.index()];
      if (waiting != null && waiting.target() == target && waiting.reopen()) {
        if (!waiting.isFull()) {
          return waiting;
        }
        waiting.post(target.loop.eventLoop());
      }
    }
    if (handOver == null) {
      if (handOvers == MAX_HAND_OVERS) {
        return null;
      }
      handOvers++;
      handOver = new HandOver(this);
    }
    return handOver.to(target);
  }

  private void post(int index) {
    HandOver handOver = open[index];
    if (handOver != null) {
      open[index] = null;
      posted[index] = handOver;
      handOver.post(handOver.target().loop.eventLoop());
    }
  }

  /** What another loop hands over to this one. */
  void receive(HandOver handOver) {
    transports.beginBatch();
    try {
      for (int i = 0; i < handOver.size(); i++) {
        fanOut.add(handOver.branch(i), handOver.packets().get(i));
      }
      fanOut.run(loop.nowNanos());
    } finally {
      transports.endBatch();
    }
  }

  /** A hand-over of ours is empty again; any thread. */
  void takeBack(HandOver handOver) {
    idle.add(handOver);
  }
}
