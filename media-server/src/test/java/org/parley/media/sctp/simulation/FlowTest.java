package org.parley.media.sctp.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** How much gets through, and how it is shared. */
class FlowTest {
  private static final byte[] MESSAGE = new byte[16_384];

  private long received;

  /** A sender that always has something to send; returns what arrived in Mbit/s. */
  private double rate(Simulation simulation, int millis) {
    received = 0;
    simulation.b.consume(
        event -> {
          if (event instanceof MessageReceived message) {
            received += message.payload().length;
            simulation.b.association.release(message);
          }
        });
    fill(simulation, 1);
    simulation.run(
        millis * Network.MILLISECOND,
        () -> {
          fill(simulation, 1);
          return false;
        });
    return received * 8 / 1e3 / millis;
  }

  private static void fill(Simulation simulation, int stream) {
    SendResult result = SendResult.QUEUED;
    while (result == SendResult.QUEUED && simulation.a.association.buffered(stream) < 500_000) {
      result =
          simulation.a.association.send(stream, 53, MESSAGE, Delivery.RELIABLE, simulation.now());
    }
  }

  /**
   * Rows: one-way delay in µs, loss in permille, bits per second and queue of the bottleneck, and
   * what at least must get through in Mbit/s. With loss, half a segment size over the round trip
   * and the root of the loss is what a window that is halved reaches on average.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          25000 , 10  , 0         , 0      , 2.3
          25000 , 1   , 0         , 0      , 7.2
          10000 , 100 , 0         , 0      , 1.5
          25000 , 0   , 10000000  , 62500  , 9.0
          25000 , 0   , 10000000  , 500000 , 9.0
          10000 , 0   , 100000000 , 250000 , 90
          100   , 0   , 0         , 0      , 1000
          """)
  void usesWhatThereIs(int delayMicros, int loss, long bits, int queue, double least) {
    double sum = 0;
    int seeds = 4;
    for (int seed = 0; seed < seeds; seed++) {
      Link link = new Link(loss, 0, delayMicros, 0, bits, queue);
      sum += rate(Simulation.of(link, seed).connected(), bits == 0 && loss == 0 ? 50 : 10_000);
    }
    assertTrue(sum / seeds >= least, sum / seeds + " Mbit/s");
  }

  /** Packets that overtake each other are not taken for lost ones for long. */
  @Test
  void reorderingCostsLittle() {
    Link straight = new Link(10, 0, 25_000, 0, 0, 0);
    Link crooked = new Link(10, 20, 22_500, 5_000, 0, 0);
    double without = 0;
    double with = 0;
    for (int seed = 0; seed < 4; seed++) {
      without += rate(Simulation.of(straight, seed).connected(), 10_000);
      with += rate(Simulation.of(crooked, seed).connected(), 10_000);
    }
    assertTrue(with > 0.7 * without, with + " instead of " + without);
  }

  /** RFC 8260 section 3.6, fragment by fragment and message by message. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void sharesByWeight(boolean interleaving) {
    AssociationConfig config =
        AssociationConfig.forDataChannels().withExtensions(new Extensions(interleaving, true));
    Simulation simulation =
        new Simulation(config, config, Link.limited(10_000_000, 5_000, 50_000), 1).connected();
    Map<Integer, Integer> bytes = new HashMap<>();
    simulation.b.consume(
        event -> {
          if (event instanceof MessageReceived message) {
            bytes.merge(message.stream(), message.payload().length, Integer::sum);
            simulation.b.association.release(message);
          }
        });
    simulation.a.association.weight(1, 128);
    simulation.a.association.weight(2, 512);
    fill(simulation, 1);
    fill(simulation, 2);
    simulation.run(
        10 * Network.SECOND,
        () -> {
          fill(simulation, 1);
          fill(simulation, 2);
          return false;
        });
    assertEquals(4, (double) bytes.getOrDefault(2, 0) / bytes.getOrDefault(1, 1), 0.4);
  }

  /** A small message does not wait for a large one of another stream. */
  @Test
  void interleavingLetsSmallMessagesPass() {
    Simulation simulation = Simulation.of(Link.limited(2_000_000, 5_000, 20_000), 1).connected();
    simulation.a.association.send(1, 53, new byte[262_144], Delivery.RELIABLE, simulation.now());
    simulation.run(100 * Network.MILLISECOND);
    simulation.a.association.send(2, 51, new byte[10], Delivery.RELIABLE, simulation.now());
    assertTrue(simulation.run(200 * Network.MILLISECOND, () -> !simulation.b.messages().isEmpty()));
    assertEquals(2, simulation.b.messages().getFirst().stream());
    assertTrue(simulation.run(5 * Network.SECOND, () -> simulation.b.messages().size() == 2));
  }

  /** What the consumer does not take, the peer cannot send; nothing is lost by it. */
  @Test
  void aConsumerThatStopsHoldsThePeerBack() {
    Simulation simulation = Simulation.of(Link.PERFECT, 1).connected();
    ArrayDeque<MessageReceived> held = new ArrayDeque<>();
    simulation.b.consume(
        event -> {
          if (event instanceof MessageReceived message) {
            held.add(message);
          }
        });
    int queued = 0;
    for (int i = 0; i < 50; i++) {
      fill(simulation, 1);
      simulation.run(Network.SECOND);
    }
    int window = AssociationConfig.forDataChannels().window();
    long bytes = held.stream().mapToLong(message -> message.payload().length).sum();
    assertTrue(bytes <= window && bytes > window * 9L / 10, bytes + " bytes");
    assertTrue(simulation.a.association.buffered(1) >= 500_000);
    int before = held.size();
    while (!held.isEmpty()) {
      simulation.b.association.release(held.poll());
      queued++;
    }
    assertEquals(before, queued);
    assertTrue(simulation.run(Network.SECOND, () -> simulation.a.association.buffered(1) == 0));
  }

  /** A connection that is cut for long goes on where it was. */
  @Test
  void survivesACut() {
    Simulation simulation = Simulation.of(Link.limited(20_000_000, 20_000, 100_000), 1).connected();
    rate(simulation, 3_000);
    simulation.link(Link.lossy(1000, 0));
    rate(simulation, 10_000);
    simulation.link(Link.limited(20_000_000, 20_000, 100_000));
    simulation.run(3_500 * Network.MILLISECOND);
    assertTrue(rate(simulation, 3_000) > 18);
  }
}
