package org.parley.media.sctp.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.simulation.Simulation.End;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** What is sent arrives, whatever the network does; each seed is another network. */
class SimulationTest {
  private static final int SEEDS = 1_000;
  private static final int STREAMS = 5;
  private static final Delivery UNORDERED = new Delivery(false, Delivery.UNLIMITED, 0);

  private static AssociationConfig config(boolean interleaving) {
    return AssociationConfig.forDataChannels().withExtensions(new Extensions(interleaving, true));
  }

  private static Link network(Random random) {
    return new Link(
        random.nextInt(301),
        random.nextInt(100),
        random.nextInt(60_000),
        random.nextBoolean() ? 0 : random.nextInt(40_000),
        random.nextInt(4) == 0 ? 1_000_000 + random.nextInt(10_000_000) : 0,
        50_000);
  }

  /** A message that says where it belongs. */
  private static byte[] message(int stream, int number, int length) {
    byte[] bytes = new byte[Math.max(length, 8)];
    new Random(31L * stream + number).nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(stream).putInt(number);
    return bytes;
  }

  private static int length(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> random.nextInt(100_000);
      case 1, 2 -> random.nextInt(5_000);
      default -> random.nextInt(300);
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyReliableMessageArrivesOnceAndInOrder(boolean interleaving) {
    Seeds.of(SEEDS).forEach(seed -> run(seed, interleaving));
  }

  private static void run(int seed, boolean interleaving) {
    Random random = new Random(seed);
    AssociationConfig config = config(interleaving);
    Simulation simulation = new Simulation(config, config, network(random), seed);
    simulation.a.association.connect(simulation.now());
    if (random.nextBoolean()) {
      simulation.b.association.connect(simulation.now());
    }
    int fromA = send(simulation, simulation.a, random);
    int fromB = send(simulation, simulation.b, random);
    boolean all =
        simulation.run(
            600 * Network.SECOND,
            () -> received(simulation.b) == fromA && received(simulation.a) == fromB);
    assertTrue(all, "seed " + seed + ": " + simulation.a.events + simulation.b.events);
    simulation.run(5 * Network.SECOND);
    check(seed, simulation.b, fromA);
    check(seed, simulation.a, fromB);
  }

  private static int received(End end) {
    return end.messages().size();
  }

  private static int send(Simulation simulation, End end, Random random) {
    int count = 20 + random.nextInt(40);
    int[] next = new int[STREAMS];
    for (int i = 0; i < count; i++) {
      int stream = random.nextInt(STREAMS);
      byte[] message = message(stream, next[stream]++, length(random));
      Delivery delivery = stream == STREAMS - 1 ? UNORDERED : Delivery.RELIABLE;
      SendResult result = end.association.send(stream, 53, message, delivery, simulation.now());
      if (result == SendResult.FULL) {
        // Some seeds have more than a queue holds.
        return i;
      }
      assertEquals(SendResult.QUEUED, result);
    }
    return count;
  }

  private static void check(int seed, End end, int count) {
    Map<Integer, List<Integer>> numbers = new HashMap<>();
    for (AssociationEvent event : end.events) {
      if (event instanceof MessageReceived received) {
        ByteBuffer bytes = ByteBuffer.wrap(received.payload());
        int stream = bytes.getInt();
        int number = bytes.getInt();
        assertEquals(stream, received.stream());
        assertEquals(
            ByteBuffer.wrap(message(stream, number, received.payload().length)),
            ByteBuffer.wrap(received.payload()));
        numbers.computeIfAbsent(stream, _ -> new ArrayList<>()).add(number);
      }
    }
    assertEquals(count, received(end), "seed " + seed);
    numbers.forEach(
        (stream, received) -> {
          if (stream == STREAMS - 1) {
            received.sort(null);
          }
          for (int i = 0; i < received.size(); i++) {
            assertEquals(i, received.get(i), "seed " + seed + ", stream " + stream);
          }
        });
  }
}
