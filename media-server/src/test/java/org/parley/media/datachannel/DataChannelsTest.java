package org.parley.media.datachannel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.simulation.Link;
import org.parley.media.sctp.simulation.Network;
import org.parley.media.sctp.tx.SendResult;

class DataChannelsTest {
  private final ChannelPair pair = new ChannelPair(Link.PERFECT, 1);
  private final DataChannels client = pair.client.channels;
  private final DataChannels server = pair.server.channels;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private long now() {
    return pair.network.now();
  }

  @Test
  void opensSendsAndCloses() {
    OptionalInt id = client.open(ChannelOptions.reliable("chat"), now());
    assertEquals(OptionalInt.of(0), id, "the DTLS client has the even numbers");
    assertEquals(SendResult.QUEUED, client.send(0, true, bytes("early"), now()));
    pair.connected();
    assertEquals(List.of("connected", "0 opened"), pair.client.told());
    assertEquals(
        List.of("connected", "0 opened by peer: chat", "0 text early"), pair.server.told());

    server.send(0, false, bytes("hello"), now());
    server.send(0, true, new byte[0], now());
    server.send(0, false, new byte[0], now());
    pair.settle();
    assertEquals(List.of("0 binary hello", "0 text ", "0 binary "), pair.client.told());

    client.send(0, true, bytes("last"), now());
    client.close(0);
    assertEquals(SendResult.STREAM_CLOSED, client.send(0, true, bytes("late"), now()));
    pair.settle();
    assertEquals(List.of("0 closed"), pair.client.told());
    assertEquals(List.of("0 text last", "0 closed"), pair.server.told());
    assertEquals(0, client.streamsInUse());
    assertEquals(0, server.streamsInUse());
  }

  /** A burst beyond all limits, before the first of them can be refused. */
  @Test
  void onlyTheExcessOfChannelsIsRefused() {
    ChannelPair many =
        new ChannelPair(
            new DataChannelConfig(AssociationConfig.forDataChannels(), Role.CLIENT, 10_000, 0),
            DataChannelConfig.of(Role.SERVER),
            Link.PERFECT,
            1);
    many.connected();
    for (int i = 0; i < 5_000; i++) {
      assertTrue(
          many.client
              .channels
              .open(ChannelOptions.reliable("channel " + i), many.network.now())
              .isPresent());
    }
    many.network.run(10 * Network.SECOND);
    assertEquals(1_024, many.server.channels.channels());
    assertEquals(1_024, many.client.channels.channels());
    assertEquals(5_000 - 1_024, many.server.channels.count(ChannelCounter.CHANNELS_REFUSED));
    many.client.told();
    many.server.told();
    assertEquals(
        SendResult.QUEUED, many.client.channels.send(0, true, bytes("hello"), many.network.now()));
    many.settle();
    assertEquals(List.of("0 text hello"), many.server.told());
    for (int id = 0; id < 10_000; id++) {
      many.client.channels.close(id);
    }
    many.network.run(10 * Network.SECOND);
    assertEquals(0, many.server.channels.streamsInUse());
    assertEquals(0, many.client.channels.streamsInUse());
  }

  @Test
  void eachSideHasItsNumbers() {
    pair.connected();
    assertEquals(OptionalInt.of(1), server.open(ChannelOptions.reliable("a"), now()));
    assertEquals(OptionalInt.of(3), server.open(ChannelOptions.reliable("b"), now()));
    assertEquals(OptionalInt.of(0), client.open(ChannelOptions.reliable("c"), now()));
    server.close(1);
    pair.settle();
    assertEquals(
        List.of("connected", "1 opened by peer: a", "3 opened by peer: b", "0 opened", "1 closed"),
        pair.client.told());
    assertEquals(OptionalInt.of(5), server.open(ChannelOptions.reliable("d"), now()), "not yet 1");
    server.send(5, true, bytes("new"), now());
    pair.settle();
    assertEquals(List.of("5 opened by peer: d", "5 text new"), pair.client.told());
  }

  @Test
  void takesANumberAgainWhenAllOthersHadTheirTurn() {
    ChannelPair few = withStreams(6, Link.PERFECT, 1);
    few.connected();
    DataChannels opener = few.server.channels;
    List<Integer> taken = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      int id = opener.open(ChannelOptions.reliable("n" + i), few.network.now()).orElseThrow();
      taken.add(id);
      few.settle();
      // The first one stays and is passed over.
      if (i > 0) {
        opener.close(id);
        few.settle();
      }
    }
    assertEquals(List.of(1, 3, 5, 3, 5, 3, 5), taken);
    assertEquals(1, opener.channels());
  }

  private static ChannelPair withStreams(int streams, Link link, long seed) {
    AssociationConfig all = AssociationConfig.forDataChannels();
    AssociationConfig some =
        new AssociationConfig(
            all.localPort(),
            all.remotePort(),
            all.mtu(),
            streams,
            all.window(),
            all.maxFlight(),
            all.limits(),
            all.extensions(),
            all.timing());
    return new ChannelPair(
        new DataChannelConfig(some, Role.CLIENT, 10, 65_536),
        DataChannelConfig.of(Role.SERVER),
        link,
        seed);
  }

  @Test
  void negotiatedChannelsNeedNoOpening() {
    assertTrue(client.openNegotiated(7, ChannelOptions.lossy("game")));
    assertTrue(server.openNegotiated(7, ChannelOptions.lossy("game")));
    assertFalse(server.openNegotiated(7, ChannelOptions.lossy("game")), "in use");
    assertFalse(server.openNegotiated(65_535, ChannelOptions.lossy("game")));
    pair.connected();
    assertEquals(List.of("connected", "7 opened"), pair.client.told());
    client.send(7, false, bytes("x"), now());
    pair.settle();
    assertEquals(List.of("connected", "7 opened", "7 binary x"), pair.server.told());
    server.close(7);
    pair.settle();
    assertEquals(List.of("7 closed"), pair.client.told());
    assertEquals(List.of("7 closed"), pair.server.told());
  }

  @Test
  void bothMayCloseAtOnce() {
    client.open(ChannelOptions.reliable("a"), now());
    pair.connected();
    client.close(0);
    server.close(0);
    pair.settle();
    assertEquals(List.of("connected", "0 opened", "0 closed"), pair.client.told());
    assertEquals(List.of("connected", "0 opened by peer: a", "0 closed"), pair.server.told());
    assertEquals(0, client.streamsInUse() + server.streamsInUse());
  }

  @Test
  void carriesWhatAChannelIsLike() {
    List<ChannelOptions> all = new ArrayList<>();
    for (Reliability reliability :
        List.of(
            new Reliability.Reliable(),
            new Reliability.Retransmits(0),
            new Reliability.Retransmits(5),
            new Reliability.Lifetime(1500))) {
      for (boolean ordered : new boolean[] {true, false}) {
        all.add(new ChannelOptions("ü", "p", ordered, reliability, ChannelOptions.HIGH));
      }
    }
    all.forEach(options -> client.open(options, now()));
    pair.connected();
    List<ChannelOptions> arrived =
        pair.server.events.stream()
            .filter(ChannelEvent.OpenedByPeer.class::isInstance)
            .map(event -> ((ChannelEvent.OpenedByPeer) event).options())
            .toList();
    assertEquals(all, arrived);
  }

  @Test
  void aThousandChannelsLeaveNothing() {
    pair.network.link(Link.lossy(50, 5_000));
    pair.connected();
    List<Integer> ids = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ids.add(client.open(ChannelOptions.reliable("c" + i), now()).orElseThrow());
      ids.add(server.open(ChannelOptions.lossy("s" + i), now()).orElseThrow());
    }
    assertTrue(
        pair.network.run(
            60 * Network.SECOND, () -> opened(pair.client) == 1000 && opened(pair.server) == 1000));
    for (int id : ids) {
      client.send(id, true, bytes("x"), now());
    }
    Collections.shuffle(ids, new Random(1));
    ids.forEach(id -> (id % 3 == 0 ? client : server).close(id));
    assertTrue(
        pair.network.run(60 * Network.SECOND, () -> client.channels() + server.channels() == 0));
    assertEquals(0, client.streamsInUse());
    assertEquals(0, server.streamsInUse());
  }

  private static long opened(ChannelPair.Side side) {
    return side.events.stream()
        .filter(
            event ->
                event instanceof ChannelEvent.Opened || event instanceof ChannelEvent.OpenedByPeer)
        .count();
  }

  @Test
  void reopensTheSameNumberAtOnceOverABadNetwork() {
    for (int seed = 0; seed < 50; seed++) {
      // There is no other one.
      ChannelPair bad = withStreams(2, new Link(200, 50, 20_000, 20_000, 0, 0), seed);
      bad.connected();
      DataChannels opener = bad.client.channels;
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        assertEquals(
            OptionalInt.of(0),
            opener.open(ChannelOptions.reliable("n" + i), bad.network.now()),
            "seed " + seed);
        opener.send(0, true, bytes("m" + i), bad.network.now());
        opener.close(0);
        assertTrue(
            bad.network.run(60 * Network.SECOND, () -> opener.channels() == 0),
            "seed " + seed + " " + bad.client.events + bad.server.events);
        expected.addAll(List.of("0 opened by peer: n" + i, "0 text m" + i, "0 closed"));
      }
      bad.network.run(30 * Network.SECOND);
      List<String> told = new ArrayList<>(bad.server.told());
      told.remove("connected");
      assertEquals(expected, told, "seed " + seed);
      assertEquals(0, bad.server.channels.streamsInUse());
    }
  }

  @Test
  void refusesChannelsBeyondTheLimit() {
    ChannelPair small =
        new ChannelPair(
            DataChannelConfig.of(Role.CLIENT),
            new DataChannelConfig(AssociationConfig.forDataChannels(), Role.SERVER, 2, 0),
            Link.PERFECT,
            1);
    for (int i = 0; i < 3; i++) {
      small.client.channels.open(ChannelOptions.reliable("" + i), small.network.now());
    }
    small.connected();
    assertEquals(List.of("connected", "0 opened", "2 opened", "4 closed"), small.client.told());
    assertEquals(
        List.of("connected", "0 opened by peer: 0", "2 opened by peer: 1", "4 refused: 2"),
        small.server.told());
    assertEquals(1, small.server.channels.count(ChannelCounter.CHANNELS_REFUSED));
  }

  /** A peer that goes by other roles than those of DTLS uses our numbers. */
  @Test
  void takesNumbersThatAreFreeWhoeversTheyAre() {
    DataChannelConfig config = DataChannelConfig.of(Role.SERVER);
    ChannelPair same = new ChannelPair(config, config, Link.PERFECT, 1);
    same.client.channels.open(ChannelOptions.reliable("theirs"), same.network.now());
    same.connected();
    assertEquals(List.of("connected", "1 opened"), same.client.told());
    assertEquals(List.of("connected", "1 opened by peer: theirs"), same.server.told());
    // We take the others from then on: some stacks do not survive the same number from both sides.
    assertEquals(
        OptionalInt.of(0),
        same.server.channels.open(ChannelOptions.reliable("ours"), same.network.now()));
    same.settle();
    assertEquals(List.of("0 opened by peer: ours"), same.client.told());
    assertEquals(List.of("0 opened"), same.server.told());
  }

  @Test
  void nobodyGetsANumberThatBothTakeAtOnce() {
    DataChannelConfig config = DataChannelConfig.of(Role.SERVER);
    ChannelPair same = new ChannelPair(config, config, Link.PERFECT, 1);
    same.client.channels.open(ChannelOptions.reliable("a"), same.network.now());
    same.server.channels.open(ChannelOptions.reliable("b"), same.network.now());
    same.connected();
    same.settle();
    assertEquals(List.of("connected", "1 closed"), same.client.told());
    assertEquals(List.of("connected", "1 closed"), same.server.told());
    assertEquals(0, same.client.channels.channels());
  }

  @Test
  void messagesAreLimitedByBothSides() {
    ChannelPair limited =
        new ChannelPair(
            new DataChannelConfig(AssociationConfig.forDataChannels(), Role.CLIENT, 10, 65_536),
            DataChannelConfig.of(Role.SERVER),
            Link.PERFECT,
            1);
    DataChannels sender = limited.client.channels;
    sender.open(ChannelOptions.reliable("a"), limited.network.now());
    limited.connected();
    byte[] most = new byte[65_536];
    assertEquals(SendResult.TOO_LARGE, sender.send(0, false, new byte[65_537], now()));
    assertEquals(SendResult.QUEUED, sender.send(0, false, most, limited.network.now()));
    DataChannels other = limited.server.channels;
    assertEquals(SendResult.QUEUED, other.send(0, false, new byte[262_144], limited.network.now()));
    assertEquals(
        SendResult.TOO_LARGE, other.send(0, false, new byte[262_145], limited.network.now()));
    limited.settle();
    assertEquals(65_536, sender.maxMessageSize());
    assertEquals(262_144, other.maxMessageSize());
  }

  @Test
  void tellsWhenABufferRunsLow() {
    client.open(ChannelOptions.reliable("a"), now());
    pair.connected();
    pair.client.told();
    client.bufferedAmountLowThreshold(0, 100_000);
    int queued = 0;
    while (client.send(0, false, new byte[50_000], now()) == SendResult.QUEUED) {
      queued++;
    }
    assertEquals(20, queued, "1 MiB a channel");
    assertEquals(1_000_000, client.bufferedAmount(0));
    pair.settle();
    assertEquals(List.of("0 low"), pair.client.told());
    assertEquals(0, client.bufferedAmount(0));
  }

  /** The answer to an OPEN finds room though other channels have taken all. */
  @Test
  void answersWhileItsQueueIsFull() {
    server.open(ChannelOptions.reliable("a"), now());
    server.open(ChannelOptions.reliable("b"), now());
    pair.connected();
    pair.client.told();
    for (int id = 1; id <= 3; id += 2) {
      while (server.send(id, false, new byte[8_000], now()) == SendResult.QUEUED) {}
    }
    client.open(ChannelOptions.reliable("c"), now());
    pair.settle();
    assertTrue(pair.client.told().contains("0 opened"));
  }

  /** What waits for a peer that does not take it does not keep its channel from closing. */
  @Test
  void closesWithoutWhatWasNotSent() {
    client.open(ChannelOptions.reliable("a"), now());
    pair.connected();
    pair.client.told();
    for (int i = 0; i < 100; i++) {
      client.send(0, false, new byte[8_000], now());
    }
    client.discard(0);
    assertEquals(0, client.bufferedAmount(0));
    pair.settle();
    assertEquals(List.of("0 closed"), pair.client.told());
    assertEquals(0, server.channels());
    assertEquals(0, client.queued());
  }

  /** Resets of a number that is not free yet are but one until something comes between. */
  @Test
  void resetsDoNotPileUp() {
    Channel.Closing closing = Channel.Closing.byPeer();
    AssociationEvent reset = new AssociationEvent.IncomingStreamsReset(List.of(1));
    for (int i = 0; i < 100; i++) {
      closing.add(reset);
    }
    assertEquals(List.of(), closing.early());
    AssociationEvent message = new AssociationEvent.MessageReceived(1, 51, new byte[1], 129);
    closing.add(message);
    for (int i = 0; i < 100; i++) {
      closing.add(reset);
    }
    closing.add(message);
    assertEquals(List.of(message, reset, message), closing.early());
  }

  @Test
  void endsAllChannelsWithTheAssociation() {
    client.open(ChannelOptions.reliable("a"), now());
    pair.connected();
    pair.client.told();
    pair.server.told();
    client.send(0, true, bytes("bye"), now());
    client.shutdown(now());
    pair.settle();
    assertEquals(List.of("0 closed", "ended: SHUTDOWN"), pair.client.told());
    assertEquals(List.of("0 text bye", "0 closed", "ended: SHUTDOWN"), pair.server.told());
    assertEquals(SendResult.STREAM_CLOSED, client.send(0, true, bytes("x"), now()));
    assertEquals(OptionalInt.empty(), client.open(ChannelOptions.reliable("b"), now()));
    assertFalse(client.hasDeadline());
    assertFalse(server.hasDeadline());
  }
}
