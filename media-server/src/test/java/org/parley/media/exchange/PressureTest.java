package org.parley.media.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.exchange.TestRoom.MILLISECOND;
import static org.parley.media.exchange.TestRoom.SECOND;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.exchange.TestRoom.Client;
import org.parley.media.sctp.tx.SendResult;

/** Receivers that do not keep up, and what it costs whom. */
class PressureTest {
  private static final int COST = 2_000_000;
  private TestRoom room = new TestRoom(1, 1);

  @AfterEach
  void nothingIsLeft() {
    room.end();
  }

  private long held() {
    return room.exchanges.stream().mapToLong(Exchange::queuedBytes).sum();
  }

  /** For those who do not read; what is on its way to others comes and goes. */
  private long heldForNobody() {
    return room.clients.stream()
        .filter(client -> client.stopped || client.hoards)
        .mapToLong(client -> client.member.queued())
        .sum();
  }

  private static PeerEvent tooSlow(int channel, String label) {
    return new PeerEvent.ChannelFaulted(channel, label, ChannelFault.TOO_SLOW);
  }

  /** Sends so many messages as fast as it can; the longest time that it took to get rid of one. */
  private long flood(Client from, int channel, int messages, int size) {
    long longest = 0;
    for (int i = 0; i < messages; i++) {
      long begun = room.now;
      byte[] payload = new byte[size];
      payload[0] = (byte) i;
      while (from.send(channel, payload) == SendResult.FULL) {
        room.run(MILLISECOND);
      }
      if (i % 16 == 0) {
        room.run(MILLISECOND);
      }
      longest = Math.max(longest, room.now - begun);
      assertTrue(heldForNobody() < COST, "bytes held: " + heldForNobody());
    }
    return longest;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoStopsReadingAmongOthersLosesItsChannel(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    Client tia = room.join("tia", exchanges - 1);
    int adas = ada.open("game");
    ben.open("game");
    int tias = tia.open("game");
    ben.counts = true;
    tia.stopped = true;
    long longest = flood(ada, adas, 1000, 16_000);
    room.run(SECOND);
    assertEquals(1000, ben.received);
    assertEquals(List.of(tooSlow(tias, "game")), tia.told());
    assertTrue(longest < 700 * MILLISECOND, "milliseconds: " + longest / MILLISECOND);
    // What was on its way is all that is kept for it.
    assertTrue(held() < 2 * 16_000, "bytes held: " + held());
    assertEquals(1, room.total(DataCounter.LOST_TOO_SLOW));
    tia.stopped = false;
    assertTrue(room.run(10 * SECOND, () -> tia.heard.contains(tias + " closed")));
    // It may begin anew.
    tia.heard.clear();
    int again = tia.open("game");
    ada.send(adas, "hello");
    assertEquals(List.of(again + " text hello"), tia.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aSoleReceiverSlowsItsSenderAndLosesNothing(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    int adas = ada.open("file@ben");
    ben.counts = true;
    ben.stopped = true;
    int sent = 0;
    for (int i = 0; i < 4000; i++) {
      if (ada.send(adas, new byte[16_000]) == SendResult.QUEUED) {
        sent++;
      }
      room.run(MILLISECOND);
      assertTrue(held() < COST, "bytes held: " + held());
    }
    // Its own queue, the window and the queue of ben are full.
    assertTrue(sent < 200, "messages: " + sent);
    room.run(4 * SECOND);
    assertEquals(List.of(), ben.told());
    ben.stopped = false;
    int expected = sent;
    assertTrue(room.run(20 * SECOND, () -> ben.received == expected));
    assertEquals(List.of(), ben.told());
    assertTrue(room.total(DataCounter.MESSAGES_WAITED) > 10);
  }

  @Test
  void aSoleReceiverThatIsSilentForTenSecondsIsLost() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("file@ben");
    ada.told();
    ben.stopped = true;
    for (int i = 0; i < 200; i++) {
      ada.send(adas, new byte[16_000]);
      room.run(MILLISECOND);
    }
    room.run(9 * SECOND);
    assertEquals(List.of(), ben.told());
    room.run(2 * SECOND);
    assertEquals(List.of(tooSlow(1, "file@ada")), ben.told());
    assertEquals(
        List.of(new PeerEvent.ChannelFaulted(adas, "file@ben", ChannelFault.UNREACHABLE)),
        ada.told());
    assertTrue(ada.heard().contains(adas + " closed"));
  }

  @Test
  void whoIsAliveButTooSlowLosesItsChannelAfterFiveSeconds() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client tia = room.join("tia");
    int adas = ada.open("game");
    ben.open("game");
    int tias = tia.open("game");
    ben.counts = true;
    tia.counts = true;
    tia.packetNanos = 20 * MILLISECOND;
    long begun = room.now;
    long lost = 0;
    while (room.now - begun < 12 * SECOND && lost == 0) {
      ada.send(adas, new byte[16_000]);
      room.run(10 * MILLISECOND);
      lost = tia.told.isEmpty() ? 0 : room.now - begun;
    }
    assertEquals(List.of(tooSlow(tias, "game")), tia.told());
    // What it has of room, and then five seconds.
    assertTrue(lost > 5 * SECOND && lost < 10 * SECOND, "seconds: " + lost / (double) SECOND);
  }

  @Test
  void whatMayBeLostGivesWayToWhatIsNewer() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client tia = room.join("tia");
    int adas = ada.open(ChannelOptions.lossy("game"));
    ben.open(ChannelOptions.lossy("game"));
    tia.open(ChannelOptions.lossy("game"));
    ben.counts = true;
    tia.readiness = Access.Readiness.AWAY;
    for (int i = 0; i < 12_000; i++) {
      ada.send(adas, "message " + i + ".".repeat(90));
      if (i % 10 == 0) {
        room.run(MILLISECOND);
      }
      assertTrue(held() < COST, "bytes held: " + held());
    }
    room.run(SECOND);
    assertEquals(12_000, ben.received);
    assertEquals(List.of(), tia.told());
    assertTrue(room.total(DataCounter.DROPPED_QUEUE_FULL) > 5_000);
    tia.readiness = Access.Readiness.READY;
    tia.member.touch();
    room.run(5 * SECOND);
    List<String> heard = tia.heard();
    assertTrue(heard.size() > 3_000, "messages: " + heard.size());
    assertTrue(heard.getFirst().contains("message ") && !heard.getFirst().contains("message 0."));
    assertTrue(heard.getLast().contains("message 11999."));
  }

  @Test
  void manySendersTogetherCostOneReceiverItsChannelsBeforeItCostsTooMuch() {
    Client tia = room.join("tia");
    List<Client> senders = new ArrayList<>();
    List<Integer> channels = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Client sender = room.join("sender" + i);
      senders.add(sender);
      channels.add(sender.open("file@tia"));
    }
    tia.told();
    tia.stopped = true;
    for (int round = 0; round < 400; round++) {
      for (int i = 0; i < 6; i++) {
        if (senders.get(i).channels.channels() > 0) {
          senders.get(i).send(channels.get(i), new byte[16_000]);
        }
      }
      room.run(10 * MILLISECOND);
    }
    assertTrue(held() < COST, "bytes held: " + held());
    assertFalse(tia.told().isEmpty());
  }

  /** Each fills its window and leaves, while the receiver takes little, but something. */
  @ParameterizedTest
  @CsvSource({"1, game", "2, game", "1, file@tia", "2, file@tia"})
  void whatThoseWhoLeftHaveSentIsBounded(int exchanges, String label) {
    room = new TestRoom(exchanges, 1);
    Client tia = room.join("tia", exchanges - 1);
    tia.open("game");
    tia.counts = true;
    tia.told();
    tia.packetNanos = 100 * MILLISECOND;
    for (int i = 0; i < 12; i++) {
      Client sender = room.join("sender" + i, 0);
      int channel = sender.open(label);
      for (int k = 0; k < 60; k++) {
        sender.send(channel, new byte[16_000]);
        room.run(2 * MILLISECOND);
        assertTrue(held() < COST, "bytes held: " + held());
      }
      sender.leave();
    }
    assertTrue(tia.told.stream().anyMatch(PressureTest::isTooSlow), "told: " + tia.told);
    tia.packetNanos = 0;
    assertTrue(room.run(20 * SECOND, () -> held() == 0), "bytes held: " + held());
  }

  private static boolean isTooSlow(PeerEvent event) {
    return event instanceof PeerEvent.ChannelFaulted faulted
        && faulted.fault() == ChannelFault.TOO_SLOW;
  }

  @Test
  void severalFilesToASlowReceiverAreSlowedAndNoneIsLost() {
    Client tia = room.join("tia");
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("file@tia");
    int bens = ben.open("file@tia");
    tia.told();
    tia.counts = true;
    tia.packetNanos = 20 * MILLISECOND;
    int sent = 0;
    for (int i = 0; i < 600; i++) {
      sent += ada.send(adas, new byte[16_000]) == SendResult.QUEUED ? 1 : 0;
      sent += ben.send(bens, new byte[16_000]) == SendResult.QUEUED ? 1 : 0;
      room.run(10 * MILLISECOND);
      assertTrue(held() < COST + 768 * 1024, "bytes held: " + held());
    }
    assertTrue(held() > COST, "bytes held: " + held());
    tia.packetNanos = 0;
    int expected = sent;
    // What came with the opening is a message less.
    assertTrue(room.run(60 * SECOND, () -> tia.received == expected));
    assertEquals(List.of(), tia.told());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsSaidToEverybodyGivesWayToAFile(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client tia = room.join("tia", exchanges - 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", 0);
    Client cleo = room.join("cleo", exchanges - 1);
    int file = ada.open("file@tia");
    int tias = tia.open("game");
    int bens = ben.open("game");
    cleo.open("game");
    cleo.counts = true;
    tia.told();
    tia.counts = true;
    tia.packetNanos = 50 * MILLISECOND;
    int sent = 0;
    for (int i = 0; i < 300; i++) {
      sent += ada.send(file, new byte[16_000]) == SendResult.QUEUED ? 1 : 0;
      if (i > 150) {
        ben.send(bens, new byte[16_000]);
      }
      room.run(2 * MILLISECOND);
      assertTrue(held() < COST, "bytes held: " + held());
    }
    assertEquals(List.of(tooSlow(tias, "game")), tia.told());
    assertTrue(room.run(SECOND, () -> cleo.received == 149), "messages: " + cleo.received);
    tia.packetNanos = 0;
    int expected = sent;
    assertTrue(room.run(60 * SECOND, () -> tia.received >= expected));
    assertEquals(List.of(), tia.told());
  }

  @Test
  void whoComesBackAndIsTooSlowAgainIsWaitedForLess() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client tia = room.join("tia");
    int adas = ada.open("game");
    ben.open("game");
    ben.counts = true;
    tia.counts = true;
    List<Long> held = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int tias = tia.open("game");
      tia.packetNanos = 20 * MILLISECOND;
      // From when the queue is full until the channel is lost, the others stand still at last.
      long still = 0;
      while (tia.told.isEmpty()) {
        SendResult result = ada.send(adas, new byte[16_000]);
        room.run(5 * MILLISECOND);
        still += result == SendResult.FULL ? 5 : 0;
        assertTrue(still < 6_000);
      }
      assertEquals(List.of(tooSlow(tias, "game")), tia.told());
      held.add(still);
      tia.packetNanos = 0;
      room.run(2 * SECOND);
    }
    assertTrue(held.get(0) > 2_000, "milliseconds: " + held);
    assertTrue(held.get(1) < 1_100, "milliseconds: " + held);
    assertTrue(held.get(2) < 350 && held.get(3) < 350, "milliseconds: " + held);
  }

  @Test
  void whoDoesNotTakeWhatTheControlSideSaysLosesThatChannel() {
    Client ada = room.join("ada");
    int adas = ada.open("parley.chat");
    ada.told();
    ada.stopped = true;
    String text = "x".repeat(20_000);
    for (int i = 0; i < 200; i++) {
      ada.member.sendServed("parley.chat", text, room.now);
      room.run(MILLISECOND);
      assertTrue(held() < COST, "bytes held: " + held());
    }
    assertEquals(
        List.of(new PeerEvent.ServedChannelClosed("parley.chat"), tooSlow(adas, "parley.chat")),
        ada.told());
    assertTrue(held() < COST, "bytes held: " + held());
  }

  @Test
  void aFullChannelKeepsLittleOnesNotOut() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("file@ben");
    int chat = ben.open("parley.chat");
    ben.told();
    ben.counts = true;
    ben.packetNanos = 5 * MILLISECOND;
    for (int i = 0; i < 300; i++) {
      ada.send(adas, new byte[16_000]);
      room.run(10 * MILLISECOND);
    }
    assertTrue(held() > 1_000_000, "bytes held: " + held());
    ben.counts = false;
    ben.member.sendServed("parley.chat", "hello", room.now);
    assertTrue(room.run(SECOND, () -> ben.heard.contains(chat + " text hello")));
  }

  @Test
  void whoIsAwayForAWhileGetsEverythingThereafter() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    ben.open("game");
    ben.counts = true;
    ben.readiness = Access.Readiness.AWAY;
    for (int i = 0; i < 100; i++) {
      ada.send(adas, new byte[10_000]);
      room.run(80 * MILLISECOND);
    }
    assertEquals(0, ben.received);
    ben.readiness = Access.Readiness.READY;
    ben.member.touch();
    assertTrue(room.run(SECOND, () -> ben.received == 100));
  }

  @Test
  void aWayThatIsFullIsTriedAgain() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    int bens = ben.open("game");
    ben.readiness = Access.Readiness.FULL;
    ada.send(adas, "hello");
    assertEquals(List.of(), ben.heard());
    ben.readiness = Access.Readiness.READY;
    // Nothing tells of it.
    assertEquals(List.of(bens + " text hello"), ben.heard());
  }

  @Test
  void lossSlowsNobodyElse() {
    room = new TestRoom(1, 42);
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client tia = room.join("tia");
    int adas = ada.open("game");
    ben.open("game");
    tia.open("game");
    ben.counts = true;
    tia.counts = true;
    tia.lossPermille = 50;
    tia.delayNanos = 25 * MILLISECOND;
    for (int i = 0; i < 1000; i++) {
      ada.send(adas, new byte[1_000]);
      room.run(5 * MILLISECOND);
    }
    assertEquals(1000, ben.received);
    assertTrue(room.run(10 * SECOND, () -> tia.received == 1000));
    assertEquals(List.of(), tia.told());
  }
}
