package org.parley.media.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.parley.media.send.Slot;
import org.parley.media.send.SourcePacket;
import org.parley.media.send.Subscriber;

/**
 * Brings packets to the slots of one loop, one subscriber after the other: what goes to one address
 * is written in one place and leaves as one.
 */
final class FanOut {
  private final Consumer<RuntimeException> faults;
  private final List<Branch> branches = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();

  /**
   * @param faults told of faults of ours, which cost one subscriber its share and no other
   */
  FanOut(Consumer<RuntimeException> faults) {
    this.faults = faults;
  }

  /** The packet goes to the branch's slots at the next {@link #run}, until which it must stay. */
  void add(Branch branch, SourcePacket packet) {
    if (branch.pending().add(packet)) {
      branches.add(branch);
    }
  }

  /** Hands out what was added. */
  void run(long nowNanos) {
    try {
      handOut(nowNanos);
    } finally {
      for (int i = 0; i < branches.size(); i++) {
        branches.get(i).pending().clear();
      }
      branches.clear();
      subscribers.clear();
    }
  }

  private void handOut(long nowNanos) {
    for (int i = 0; i < branches.size(); i++) {
      Branch branch = branches.get(i);
      branch.pending().level(branch.route().kind());
      for (Slot slot : branch.slots()) {
        Subscriber subscriber = slot.subscriber();
        if (subscriber.await(slot, branch.pending())) {
          subscribers.add(subscriber);
        }
      }
    }
    for (int i = 0; i < subscribers.size(); i++) {
      serve(subscribers.get(i), nowNanos);
    }
  }

  private void serve(Subscriber subscriber, long nowNanos) {
    try {
      subscriber.forward(nowNanos);
    } catch (RuntimeException e) {
      faults.accept(e);
    }
  }
}
