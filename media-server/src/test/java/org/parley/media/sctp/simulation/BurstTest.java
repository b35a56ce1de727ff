package org.parley.media.sctp.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** What leaves when there was nothing to send for a while (RFC 9260 sections 6.1 D and 7.2.1). */
class BurstTest {
  private static final byte[] MESSAGE = new byte[16_384];

  private long received;

  /** 50 ms of round trip. */
  private Simulation connected(long bits, int queue) {
    Simulation simulation = Simulation.of(Link.limited(bits, 25_000, queue), 1).connected();
    simulation.b.consume(
        event -> {
          if (event instanceof MessageReceived message) {
            received += message.payload().length;
            simulation.b.association.release(message);
          }
        });
    return simulation;
  }

  private static SendResult send(Simulation simulation) {
    return simulation.a.association.send(1, 53, MESSAGE, Delivery.RELIABLE, simulation.now());
  }

  private static void fill(Simulation simulation) {
    SendResult result = SendResult.QUEUED;
    while (result == SendResult.QUEUED && simulation.a.association.buffered(1) < 500_000) {
      result = send(simulation);
    }
  }

  /** Sends for a while as much as goes, then nothing until all is acknowledged. */
  private static void warmUp(Simulation simulation, int millis) {
    fill(simulation);
    simulation.run(
        millis * Network.MILLISECOND,
        () -> {
          fill(simulation);
          return false;
        });
    assertTrue(simulation.run(5 * Network.SECOND, () -> simulation.a.association.queued() == 0));
  }

  /** Milliseconds until so many messages have come. */
  private long burst(Simulation simulation, int messages) {
    received = 0;
    long begun = simulation.now();
    for (int i = 0; i < messages; i++) {
      send(simulation);
    }
    long all = (long) messages * MESSAGE.length;
    assertTrue(simulation.run(10 * Network.SECOND, () -> received == all));
    return (simulation.now() - begun) / Network.MILLISECOND;
  }

  /**
   * Rows: bits per second and queue of the bottleneck, milliseconds without data, how many packets
   * may be lost, and how long 640 KB may take. The window is what the path and its queue hold, 78
   * to 775 packets; the losses that are left are those by which it finds that.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          10000000  , 62500  , 20   , 8  , 590
          10000000  , 62500  , 150  , 10 , 640
          10000000  , 62500  , 5000 , 10 , 670
          10000000  , 30000  , 20   , 8  , 590
          10000000  , 30000  , 150  , 15 , 650
          100000000 , 300000 , 20   , 0  , 90
          100000000 , 300000 , 150  , 0  , 115
          100000000 , 300000 , 5000 , 0  , 320
          """)
  void aBurstFitsTheBottleneck(long bits, int queue, int pauseMillis, int lost, int millis) {
    for (int warmUp = 5_000; warmUp < 8_000; warmUp += 300) {
      Simulation simulation = connected(bits, queue);
      warmUp(simulation, warmUp);
      simulation.run(pauseMillis * Network.MILLISECOND);
      long before = simulation.network.a.packetsDropped;
      long took = burst(simulation, 40);
      long dropped = simulation.network.a.packetsDropped - before;
      assertTrue(dropped <= lost, dropped + " packets lost");
      assertTrue(took <= millis, took + " ms");
    }
  }

  /** Where there is room for it, the window leaves much faster than in a round trip. */
  @ParameterizedTest
  @CsvSource({"1, 26", "4, 26", "10, 30", "20, 35"})
  void aBurstIsNotLate(int messages, int millis) {
    Simulation simulation = connected(1_000_000_000, 1_000_000);
    warmUp(simulation, 3_000);
    simulation.run(20 * Network.MILLISECOND);
    long took = burst(simulation, messages);
    assertTrue(took <= millis, took + " ms");
  }
}
