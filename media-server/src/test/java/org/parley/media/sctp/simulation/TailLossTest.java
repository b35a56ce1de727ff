package org.parley.media.sctp.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.sctp.tx.Delivery;

/**
 * How long a short burst takes whose end may be lost: nothing follows that would tell. Rows: loss
 * in permille, and the most that it may take in ms, on average and 95 times of 100; without a probe
 * of the end that was 25 and 25, 131 and 375, 218 and 675, 954 and 3,328.
 */
class TailLossTest {
  private static final int BURSTS = 20;
  private static final int SEEDS = 20;

  @ParameterizedTest
  @CsvSource({"0, 25, 25", "50, 110, 250", "100, 160, 350", "200, 350, 1000"})
  void aBurstIsThereSoon(int loss, double mostMean, long most95) {
    long[] millis = new long[BURSTS * SEEDS];
    int measured = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Simulation simulation = Simulation.of(Link.lossy(0, 25_000), seed).connected();
      int messages = 0;
      for (int burst = 0; burst < BURSTS; burst++) {
        simulation.link(Link.lossy(loss, 25_000));
        long begun = simulation.now();
        for (int i = 0; i < 10; i++) {
          simulation.a.association.send(
              1, 53, new byte[1_000], Delivery.RELIABLE, simulation.now());
        }
        messages += 10;
        int all = messages;
        assertTrue(
            simulation.run(60 * Network.SECOND, () -> simulation.b.messages().size() == all));
        millis[measured++] = (simulation.now() - begun) / Network.MILLISECOND;
        simulation.link(Link.lossy(0, 25_000));
        simulation.run(Network.SECOND);
      }
    }
    Arrays.sort(millis);
    double mean = Arrays.stream(millis).average().orElseThrow();
    long p95 = millis[millis.length * 95 / 100];
    assertTrue(mean <= mostMean, "mean " + mean + " ms");
    assertTrue(p95 <= most95, "95 of 100 in " + p95 + " ms");
  }

  /** What is acknowledged late, because it does not ask for more, is not sent again for that. */
  @Test
  void sparseMessagesAreSentOnce() {
    Simulation simulation = Simulation.of(Link.PERFECT, 1).connected();
    simulation.a.association.send(1, 53, new byte[1], Delivery.RELIABLE, simulation.now());
    simulation.run(Network.SECOND);
    long before = simulation.network.a.packetsSent;
    Delivery lifetime = new Delivery(false, Delivery.UNLIMITED, Network.SECOND);
    for (int i = 0; i < 20; i++) {
      simulation.a.association.send(1, 53, new byte[100], lifetime, simulation.now());
      simulation.run(300 * Network.MILLISECOND);
    }
    assertEquals(20, simulation.network.a.packetsSent - before);
  }
}
