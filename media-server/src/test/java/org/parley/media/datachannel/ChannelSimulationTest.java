package org.parley.media.datachannel;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationConfig.Extensions;
import org.parley.media.sctp.simulation.Link;
import org.parley.media.sctp.simulation.Network;
import org.parley.media.sctp.simulation.Seeds;
import org.parley.media.sctp.tx.SendResult;

/**
 * Channels of every kind at once, over networks that lose, repeat, delay and reorder, and closed
 * and opened again meanwhile: each keeps its promise. Each seed is another network and another use.
 */
class ChannelSimulationTest {
  private static final int SEEDS = 250;
  private static final int STEPS = 120;
  private static final int LARGEST = 256 * 1024;
  private static final int LIFETIME_MILLIS = 300;
  private static final int HEADER = 4 + 8;

  private enum Kind {
    ORDERED(true, new Reliability.Reliable()),
    UNORDERED(false, new Reliability.Reliable()),
    ONCE(false, new Reliability.Retransmits(0)),
    TWICE(true, new Reliability.Retransmits(1)),
    SHORT_LIVED(false, new Reliability.Lifetime(LIFETIME_MILLIS)),
    SHORT_LIVED_ORDERED(true, new Reliability.Lifetime(LIFETIME_MILLIS));

    final boolean ordered;
    final Reliability reliability;

    Kind(boolean ordered, Reliability reliability) {
      this.ordered = ordered;
      this.reliability = reliability;
    }

    boolean reliable() {
      return reliability instanceof Reliability.Reliable;
    }

    int length(Random random) {
      return switch (random.nextInt(12)) {
        case 0 -> reliable() ? random.nextInt(LARGEST - HEADER) : random.nextInt(20_000);
        case 1, 2 -> random.nextInt(5_000);
        default -> random.nextInt(200);
      };
    }
  }

  /** A channel in one of its lives. */
  private static final class Life {
    final Kind kind;
    int sent;

    /** Those before wait for the channel to be opened (RFC 8832 section 6). */
    int firstOnItsOwn = Integer.MAX_VALUE;

    final List<Integer> received = new ArrayList<>();

    Life(Kind kind) {
      this.kind = kind;
    }
  }

  /** One side's view: what it sends, and what the other sends to it. */
  private static final class Party {
    final ChannelPair.Side side;
    final Map<Kind, Integer> open = new HashMap<>();
    final Map<String, Life> lives = new LinkedHashMap<>();
    private final Map<Integer, Life> heard = new HashMap<>();
    private final Map<Kind, String> current = new TreeMap<>();

    Party(ChannelPair.Side side) {
      this.side = side;
    }

    void open(Kind kind, long nowNanos) {
      String name = kind + "/" + lives.size();
      ChannelOptions options =
          new ChannelOptions(name, "", kind.ordered, kind.reliability, ChannelOptions.NORMAL);
      OptionalInt id = side.channels.open(options, nowNanos);
      if (id.isPresent()) {
        open.put(kind, id.getAsInt());
        current.put(kind, name);
        lives.put(name, new Life(kind));
      }
    }

    void send(Kind kind, Random random, long nowNanos) {
      Integer id = open.get(kind);
      Life life = lives.get(current.getOrDefault(kind, ""));
      if (id == null || life == null) {
        return;
      }
      byte[] message = new byte[HEADER + kind.length(random)];
      new Random(life.sent).nextBytes(message);
      ByteBuffer.wrap(message).putInt(life.sent).putLong(nowNanos);
      if (side.channels.send(id, false, message, nowNanos) == SendResult.QUEUED) {
        life.sent++;
      }
    }

    /** What was told since the last time, of channels that {@code other} opens as well. */
    void listen(Party other, long nowNanos, long slackNanos) {
      for (ChannelEvent event : side.events) {
        switch (event) {
          case ChannelEvent.OpenedByPeer(int id, ChannelOptions options) -> {
            Life life = requireNonNull(other.lives.get(options.label()));
            assertEquals(life.kind.ordered, options.ordered());
            assertEquals(life.kind.reliability, options.reliability());
            heard.put(id, life);
          }
          case ChannelEvent.Message(int id, boolean _, byte[] payload, var _) ->
              check(requireNonNull(heard.get(id)), payload, nowNanos, slackNanos);
          case ChannelEvent.Closed(int id) -> {
            heard.remove(id);
            open.values().removeIf(each -> each == id);
          }
          case ChannelEvent.Unclaimed _,
              ChannelEvent.Refused _,
              ChannelEvent.Restarted _,
              ChannelEvent.Ended _ ->
              throw new AssertionError(event);
          case ChannelEvent.Opened(int id) -> onOpened(id);
          case ChannelEvent.Connected _, ChannelEvent.BufferedAmountLow _ -> {}
        }
      }
      side.events.clear();
    }

    private void onOpened(int id) {
      open.forEach(
          (kind, each) -> {
            Life life = lives.get(current.getOrDefault(kind, ""));
            if (each == id && life != null) {
              life.firstOnItsOwn = life.sent;
            }
          });
    }

    private static void check(Life life, byte[] payload, long nowNanos, long slackNanos) {
      ByteBuffer header = ByteBuffer.wrap(payload);
      int number = header.getInt();
      long age = nowNanos - header.getLong();
      byte[] expected = new byte[payload.length];
      new Random(number).nextBytes(expected);
      assertEquals(
          ByteBuffer.wrap(expected).position(HEADER), ByteBuffer.wrap(payload).position(HEADER));
      if (life.kind == Kind.SHORT_LIVED && number >= life.firstOnItsOwn) {
        assertTrue(
            age <= LIFETIME_MILLIS * Network.MILLISECOND + slackNanos, "late: " + age + " ns");
      }
      life.received.add(number);
    }
  }

  private static Link network(Random random) {
    return new Link(
        random.nextInt(301),
        random.nextInt(100),
        random.nextInt(40_000),
        random.nextBoolean() ? 0 : random.nextInt(40_000),
        0,
        0);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void everyChannelKeepsItsPromise(boolean interleaving) {
    Seeds.of(SEEDS).forEach(seed -> run(seed, interleaving));
  }

  private static void run(int seed, boolean interleaving) {
    Random random = new Random(seed);
    Link link = network(random);
    AssociationConfig association =
        AssociationConfig.forDataChannels()
            .withExtensions(new Extensions(interleaving, random.nextBoolean()));
    ChannelPair pair =
        new ChannelPair(
            new DataChannelConfig(association, Role.CLIENT, 1_024, 0),
            new DataChannelConfig(association, Role.SERVER, 1_024, 0),
            Link.PERFECT,
            seed);
    pair.connected();
    pair.network.link(link);
    Party client = new Party(pair.client);
    Party server = new Party(pair.server);
    // Packets of before the link is mended may be on their way that long.
    long slack = (link.delayMicros() + link.jitterMicros() + 2_000) * Network.MICROSECOND;
    for (int step = 0; step < STEPS; step++) {
      Party party = random.nextInt(3) == 0 ? server : client;
      Party other = party == client ? server : client;
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      Integer id = party.open.get(kind);
      if (id == null) {
        party.open(kind, pair.network.now());
      } else if (random.nextInt(12) == 0) {
        party.side.channels.close(id);
        party.open.remove(kind);
      } else {
        party.send(kind, random, pair.network.now());
      }
      listen(pair, client, server, random.nextInt(40), slack);
      assertTrue(other.side.channels.channels() <= 2 * Kind.values().length * STEPS);
    }
    pair.network.link(Link.PERFECT);
    listen(pair, client, server, 60_000, slack);
    check(seed, client);
    check(seed, server);
  }

  /** Event by event, so that the time of each is known. */
  private static void listen(
      ChannelPair pair, Party client, Party server, long millis, long slackNanos) {
    long end = pair.network.now() + millis * Network.MILLISECOND;
    do {
      pair.network.run(
          end - pair.network.now(),
          () -> !(pair.client.events.isEmpty() && pair.server.events.isEmpty()));
      client.listen(server, pair.network.now(), slackNanos);
      server.listen(client, pair.network.now(), slackNanos);
    } while (pair.network.now() - end < 0);
  }

  private static void check(int seed, Party party) {
    party.lives.forEach(
        (name, life) -> {
          String which = "seed " + seed + ", " + name;
          assertEquals(
              life.received.size(), life.received.stream().distinct().count(), which + ": twice");
          if (life.kind.ordered) {
            assertEquals(life.received.stream().sorted().toList(), life.received, which);
          }
          if (life.kind.reliable()) {
            assertEquals(life.sent, life.received.size(), which);
          }
        });
  }
}
