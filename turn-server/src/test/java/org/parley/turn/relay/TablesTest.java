package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.parley.turn.auth.User;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.TransactionId;

class TablesTest {
  private record Key(long high, long low, long tag) {}

  @Test
  void anEndpointTableIsAMap() {
    Random random = new Random(1);
    EndpointTable<Integer> table = new EndpointTable<>();
    Map<Key, Integer> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      // Few keys, so that they come again; more of them later, so that it grows.
      int range = 1 + i / 10_000;
      Key key = new Key(random.nextInt(2), random.nextInt(range * 10), random.nextInt(4));
      if (random.nextInt(3) == 0) {
        table.remove(key.high, key.low, key.tag);
        model.remove(key);
      } else {
        table.put(key.high, key.low, key.tag, i);
        model.put(key, i);
      }
      Key other = new Key(random.nextInt(2), random.nextInt(range * 10), random.nextInt(4));
      assertEquals(model.get(other), table.get(other.high, other.low, other.tag));
      assertEquals(model.size(), table.size());
    }
    List<Integer> all = new ArrayList<>();
    table.forEach(all::add);
    assertEquals(model.values().stream().sorted().toList(), all.stream().sorted().toList());
  }

  /** The clock may pass its largest value. */
  @Test
  void deadlinesComeInTheirOrder() {
    Random random = new Random(2);
    DeadlineQueue queue = new DeadlineQueue();
    List<Deadline> live = new ArrayList<>();
    long now = Long.MAX_VALUE - 50_000;
    for (int i = 0; i < 100_000; i++) {
      switch (random.nextInt(4)) {
        case 0 -> {
          Deadline added = deadline();
          queue.set(added, now + random.nextInt(1_000));
          live.add(added);
        }
        case 1 -> {
          if (!live.isEmpty()) {
            queue.set(live.get(random.nextInt(live.size())), now + random.nextInt(1_000));
          }
        }
        case 2 -> {
          if (!live.isEmpty()) {
            queue.remove(live.remove(random.nextInt(live.size())));
          }
        }
        default -> now++;
      }
      assertEquals(live.size(), queue.size());
      Deadline first = queue.first();
      if (live.isEmpty()) {
        assertNull(first);
      } else {
        assertNotNull(first);
        for (Deadline deadline : live) {
          assertTrue(deadline.at - first.at >= 0);
        }
      }
    }
  }

  private static Deadline deadline() {
    IpAddress any = IpAddress.of(InetAddress.ofLiteral("192.0.2.1"));
    return new Permission(
        new Allocation(
            RelayScript.ADA,
            new User("ada", "ada", 0),
            new Allocation.Grant(new TransactionId(1, 2), List.of()),
            new TokenBucket(0)),
        any);
  }

  @Test
  void racingAllocationsNeverExceedTheQuota() throws Exception {
    Quotas quotas = new Quotas(40, 7);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> races = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String account = "user" + i % 4;
        races.add(() -> quotas.tryAcquire(account));
      }
      int granted = 0;
      for (Future<Boolean> race : threads.invokeAll(races)) {
        granted += race.get() ? 1 : 0;
      }
      assertEquals(28, granted);
      assertEquals(28, quotas.allocations());
    }
    assertFalse(quotas.tryAcquire("user0"));
    quotas.release("user0");
    assertTrue(quotas.tryAcquire("user0"));
  }
}
