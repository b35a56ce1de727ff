package org.parley.media.send;

import java.util.ArrayList;
import java.util.List;

/** One receiving peer as its slots see it. Confined to the peer's loop. */
public final class Subscriber {
  private final Outlet outlet;
  private final List<Slot> slots = new ArrayList<>();
  private final List<PendingPackets> pending = new ArrayList<>();
  private boolean sourceChanged;

  public Subscriber(Outlet outlet) {
    this.outlet = outlet;
  }

  void noteSourceChanged() {
    sourceChanged = true;
  }

  /** Whether a slot began a new source since the last call. */
  public boolean takeSourceChanged() {
    boolean result = sourceChanged;
    sourceChanged = false;
    return result;
  }

  Outlet outlet() {
    return outlet;
  }

  /**
   * Notes that packets wait for a slot of this subscriber.
   *
   * @return whether it is the first such slot
   */
  public boolean await(Slot slot, PendingPackets packets) {
    slots.add(slot);
    pending.add(packets);
    return slots.size() == 1;
  }

  /** Sends what was noted; nothing is noted then. */
  public void forward(long nowNanos) {
    try {
      for (int i = 0; i < slots.size(); i++) {
        slots.get(i).onPackets(pending.get(i), nowNanos);
      }
    } finally {
      slots.clear();
      pending.clear();
    }
  }
}
