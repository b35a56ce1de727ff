package org.parley.media.route;

import java.util.Arrays;
import org.parley.media.send.SourcePacket;
import org.parley.net.loop.PostedBatch;

/**
 * Packets on their way from one loop to another: one for each loop and batch, or for some when the
 * other loop is behind.
 */
final class HandOver extends PostedBatch {
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

  @Override
  protected void take() {
    try {
      target.receive(this);
    } finally {
      Arrays.fill(branches, 0, packets.size(), null);
      packets.clear();
    }
  }

  @Override
  protected void giveBack() {
    source.takeBack(this);
  }
}
