package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;

/** T4: clients that race for the last allocations, on all loops and transports at once. */
@Timeout(60)
class QuotaRaceTest {
  private static final int RACERS = 64;
  private static final int QUOTA = 10;

  @RepeatedTest(5)
  void theQuotaOfAUserIsNeverExceeded() throws Exception {
    race(false);
  }

  /** A reserved port counts as an allocation. */
  @RepeatedTest(5)
  void norByReserving() throws Exception {
    race(true);
  }

  private static void race(boolean reserving) throws Exception {
    List<TestClient> racers = new ArrayList<>();
    try (AttackedServer server = AttackedServer.of(LocalServer.LOOPBACK_PEERS, QUOTA, List.of());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RACERS; i++) {
        TestClient racer = server.client(Transport.values()[i % 3]);
        racer.challenge();
        racers.add(racer);
      }
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> results = new ArrayList<>();
      for (TestClient racer : racers) {
        byte[] request =
            reserving
                ? racer.allocate().attribute(Stun.EVEN_PORT, (byte) 0x80).bytes()
                : racer.allocate().bytes();
        results.add(
            threads.submit(
                () -> {
                  start.await();
                  return racer.exchange(request).error();
                }));
      }
      start.countDown();
      int granted = 0;
      for (Future<Integer> result : results) {
        int error = result.get();
        assertTrue(error == 0 || error == 486, "error " + error);
        granted += error == 0 ? 1 : 0;
      }
      assertEquals(reserving ? QUOTA / 2 : QUOTA, granted);
      assertEquals(QUOTA, server.allocations());
    } finally {
      for (TestClient racer : racers) {
        racer.wire().close();
      }
    }
  }
}
