package org.parley.media.sctp.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;
import org.parley.media.sctp.tx.Delivery;

/** Messages that may be lost do not come twice, nor late, and hold up nothing. */
class PartialReliabilityTest {
  private static final int SEEDS = 100;
  private static final int MESSAGES = 300;
  private static final int ONCE = 1;
  private static final int ONCE_UNORDERED = 2;
  private static final int SHORT_LIVED = 3;
  private static final int RELIABLE = 4;
  private static final long LIFETIME = 200 * Network.MILLISECOND;

  private static Delivery delivery(int stream) {
    return switch (stream) {
      case ONCE -> new Delivery(true, 0, 0);
      case ONCE_UNORDERED -> new Delivery(false, 0, 0);
      case SHORT_LIVED -> new Delivery(true, Delivery.UNLIMITED, LIFETIME);
      default -> Delivery.RELIABLE;
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void someAreLostAndTheRestIsAsPromised(boolean interleaving) {
    AssociationConfig config =
        AssociationConfig.forDataChannels().withExtensions(new Extensions(interleaving, true));
    long lost = 0;
    for (int seed : Seeds.of(SEEDS).toArray()) {
      Random random = new Random(seed);
      Link link = new Link(random.nextInt(301), 50, random.nextInt(40_000), 10_000, 0, 0);
      Simulation simulation = new Simulation(config, config, link, seed).connected();
      int[] sent = new int[RELIABLE + 1];
      for (int i = 0; i < MESSAGES; i++) {
        int stream = ONCE + random.nextInt(RELIABLE);
        int length = 12 + (random.nextInt(8) == 0 ? random.nextInt(8_000) : random.nextInt(100));
        ByteBuffer message = ByteBuffer.allocate(length);
        message.putInt(sent[stream]++).putLong(simulation.now());
        simulation.a.association.send(
            stream, 53, message.array(), delivery(stream), simulation.now());
        simulation.run(random.nextInt(20) * Network.MILLISECOND);
      }
      simulation.link(Link.PERFECT);
      simulation.run(30 * Network.SECOND);
      List<MessageReceived> all = simulation.b.messages();
      assertEquals(
          sent[RELIABLE], numbers(all, RELIABLE).stream().distinct().count(), "seed " + seed);
      for (int stream = ONCE; stream <= RELIABLE; stream++) {
        List<Integer> numbers = numbers(all, stream);
        String which = "seed " + seed + ", stream " + stream;
        assertEquals(numbers.size(), numbers.stream().distinct().count(), which);
        if (stream != ONCE_UNORDERED) {
          assertEquals(numbers.stream().sorted().toList(), numbers, which);
        }
        lost += sent[stream] - numbers.size();
      }
      // Nothing that was given up is waited for: what follows arrives at once.
      int before = all.size();
      simulation.a.association.send(ONCE, 53, new byte[12], delivery(ONCE), simulation.now());
      simulation.run(10 * Network.MILLISECOND);
      assertEquals(before + 1, simulation.b.messages().size(), "seed " + seed);
      simulation.a.association.shutdown(simulation.now());
      assertTrue(
          simulation.run(10 * Network.SECOND, () -> !simulation.a.association.hasDeadline()),
          "seed " + seed);
    }
    assertTrue(lost > 100, lost + " lost");
  }

  private static List<Integer> numbers(List<MessageReceived> all, int stream) {
    return all.stream()
        .filter(message -> message.stream() == stream)
        .map(message -> ByteBuffer.wrap(message.payload()).getInt())
        .toList();
  }
}
