package org.parley.turn.relay;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many allocations there may be, in all cores together; for any thread. */
public final class Quotas {
  private final Map<String, Integer> byAccount = new ConcurrentHashMap<>();
  private volatile int maxAllocations;
  private volatile int maxPerUser;
  private int allocations;

  /**
   * @param maxAllocations of all users
   * @param maxPerUser of the same name, whatever the expiry in it
   */
  public Quotas(int maxAllocations, int maxPerUser) {
    this.maxAllocations = maxAllocations;
    this.maxPerUser = maxPerUser;
  }

  /** New limits; who has more keeps it. */
  public void limit(int allocationsInAll, int perUser) {
    maxAllocations = allocationsInAll;
    maxPerUser = perUser;
  }

  synchronized boolean tryAcquire(String account) {
    int held = byAccount.getOrDefault(account, 0);
    if (allocations >= maxAllocations || held >= maxPerUser) {
      return false;
    }
    allocations++;
    byAccount.put(account, held + 1);
    return true;
  }

  /** Whether nobody may have another one, whatever their own limit. */
  synchronized boolean full() {
    return allocations >= maxAllocations;
  }

  synchronized void release(String account) {
    allocations--;
    byAccount.computeIfPresent(account, (_, held) -> held == 1 ? null : held - 1);
  }

  /** Allocations and reserved ports. */
  public synchronized int allocations() {
    return allocations;
  }

  /** Users that have an allocation. */
  public int users() {
    return byAccount.size();
  }
}
