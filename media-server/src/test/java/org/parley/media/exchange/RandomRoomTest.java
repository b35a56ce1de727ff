package org.parley.media.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.exchange.TestRoom.MILLISECOND;
import static org.parley.media.exchange.TestRoom.SECOND;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.Reliability;
import org.parley.media.exchange.TestRoom.Client;

/** Members that do anything at any time, over networks that lose packets. */
class RandomRoomTest {
  private static final String[] LABELS = {"a", "b", "parley.chat", "parley.x", "x@nobody"};

  static LongStream seeds() {
    return LongStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLeftAndNothingFails(long seed) {
    Random random = new Random(seed);
    TestRoom room = new TestRoom(1 + random.nextInt(3), seed);
    List<Client> present = new ArrayList<>();
    Map<Client, Set<Integer>> open = new HashMap<>();
    for (int step = 0; step < 300; step++) {
      int action = random.nextInt(100);
      if (present.size() < 2 || (action < 4 && present.size() < 8)) {
        String name = "member" + random.nextInt(10);
        Client client = room.join(name, random.nextInt(room.exchanges.size()));
        client.lossPermille = random.nextInt(3) * 40;
        present.add(client);
        open.put(client, new HashSet<>());
        continue;
      }
      Client client = present.get(random.nextInt(present.size()));
      Set<Integer> ids = Objects.requireNonNull(open.get(client));
      if (action < 6) {
        present.remove(client);
        client.leave();
      } else if (action < 25) {
        client.channels.open(options(random, present), room.now).ifPresent(ids::add);
      } else if (action < 40 && !ids.isEmpty()) {
        int id = ids.stream().skip(random.nextInt(ids.size())).findFirst().orElseThrow();
        ids.remove(id);
        client.channels.close(id);
      } else if (action < 43) {
        client.readiness =
            client.readiness == Access.Readiness.READY
                ? Access.Readiness.AWAY
                : Access.Readiness.READY;
        client.member.touch();
      } else {
        for (int id : ids) {
          client.send(id, new byte[random.nextInt(random.nextInt(20_000) + 1)]);
        }
      }
      room.run(random.nextInt(30) * MILLISECOND);
      assertEquals(List.of(), room.faults);
    }
    for (Client client : present) {
      client.readiness = Access.Readiness.READY;
      client.member.touch();
      Objects.requireNonNull(open.get(client)).forEach(client.channels::close);
    }
    List<Client> last = List.copyOf(present);
    boolean clean =
        room.run(60 * SECOND, () -> last.stream().allMatch(client -> client.member.clean()));
    assertTrue(clean, "channels are left");
    room.end();
    assertEquals(
        room.total(DataCounter.ASSOCIATIONS_STARTED), room.total(DataCounter.ASSOCIATIONS_ENDED));
    assertEquals(room.total(DataCounter.CHANNELS_OPENED), room.total(DataCounter.CHANNELS_CLOSED));
  }

  private static ChannelOptions options(Random random, List<Client> present) {
    String label =
        random.nextInt(3) == 0
            ? "file@" + present.get(random.nextInt(present.size())).name
            : LABELS[random.nextInt(LABELS.length)];
    Reliability reliability =
        switch (random.nextInt(3)) {
          case 0 -> new Reliability.Reliable();
          case 1 -> new Reliability.Retransmits(random.nextInt(3));
          default -> new Reliability.Lifetime(random.nextInt(200));
        };
    return new ChannelOptions(
        label, random.nextBoolean() ? "+from" : "", random.nextBoolean(), reliability, 256);
  }
}
