package org.parley.media.route;

import java.util.Arrays;
import org.parley.media.send.SourcePacket;

/** Packets on their way from one loop to another: one for each loop and batch. */
final class HandOver implements Runnable {
  private final Forwarder source;
  private final PacketBatch packets = new PacketBatch();
  private final Branch[] branches = new Branch[PacketBatch.MAX_PACKETS];
  private Forwarder target;

  HandOver(Forwarder source) {
    this.source = source;
    this.target = source;
  }

  HandOver to(Forwarder target) {
    this.target = target;
    return this;
  }

  Forwarder target() {
    return target;
  }

  boolean isFull() {
    return packets.isFull();
  }

  int size() {
    return packets.size();
  }

  PacketBatch packets() {
    return packets;
  }

  Branch branch(int index) {
    return branches[index];
  }

  void add(Branch branch, SourcePacket packet) {
    branches[packets.size()] = branch;
    packets.add(packet);
  }

  /** On the target's loop. */
  @Override
  public void run() {
    try {
      target.receive(this);
    } finally {
      Arrays.fill(branches, 0, packets.size(), null);
      packets.clear();
      source.takeBack(this);
    }
  }
}
