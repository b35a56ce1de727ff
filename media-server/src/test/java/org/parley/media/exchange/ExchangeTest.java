package org.parley.media.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.exchange.TestRoom.SECOND;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.Reliability;
import org.parley.media.exchange.TestRoom.Client;
import org.parley.media.sctp.association.AssociationCounter;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.tx.SendResult;

/** Who gets what. */
class ExchangeTest {
  private TestRoom room = new TestRoom(1, 1);

  @AfterEach
  void nothingIsLeft() {
    room.end();
  }

  private static ChannelOptions withProtocol(String label, String protocol) {
    return new ChannelOptions(
        label, protocol, true, new Reliability.Reliable(), ChannelOptions.NORMAL);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void messagesGoToTheOthersWithTheLabel(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    Client cleo = room.join("cleo", exchanges / 2);
    int adas = ada.open("game");
    int bens = ben.open(ChannelOptions.lossy("game"));
    int cleos = cleo.open("other");

    ada.send(adas, "hello");
    assertEquals(SendResult.QUEUED, ada.send(adas, new byte[] {'x'}));
    ada.send(adas, "");
    assertEquals(SendResult.QUEUED, ada.send(adas, new byte[0]));
    assertEquals(
        List.of(bens + " text hello", bens + " binary x", bens + " text ", bens + " binary "),
        ben.heard());
    ben.send(bens, "back");
    assertEquals(List.of(adas + " text back"), ada.heard());
    cleo.send(cleos, "nobody listens");
    assertEquals(List.of(), cleo.heard());
    assertEquals(1, room.total(DataCounter.DROPPED_NO_RECEIVER));
    assertEquals(List.of(), ada.heard());
  }

  /** RFC 9260 section 6.2: packets that arrive together are no reason to tell less of them. */
  @Test
  void everySecondPacketOfBurstsIsAcknowledged() {
    Client ada = room.join("ada");
    int channel = ada.open("bulk");
    int before = ada.packets;
    for (int i = 0; i < 8; i++) {
      assertEquals(SendResult.QUEUED, ada.send(channel, new byte[1100]));
    }
    room.run(10 * TestRoom.MILLISECOND);
    assertEquals(4, ada.packets - before);
  }

  @Test
  void whoSendsMoreThanWeTakeHearsThatItIsOver() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    ben.open("game");
    assertEquals(SendResult.QUEUED, ada.send(adas, new byte[TestRoom.MESSAGE + 1]));
    assertEquals(
        List.of(adas + " closed", "ended: " + AssociationEvent.Cause.ABORTED_BY_PEER), ada.heard());
    assertEquals(
        List.of(new PeerEvent.DataEnded("a message beyond the announced size")), ada.told());
    assertEquals(List.of(), ben.heard());
  }

  @Test
  void ofSeveralChannelsWithOneLabelTheLatestGetsTheMessage() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    int first = ben.open("game");
    int second = ben.open("game");
    int third = ben.open("game");
    ada.send(adas, "1");
    assertEquals(List.of(third + " text 1"), ben.heard());
    ben.channels.close(second);
    room.run(SECOND);
    ben.heard.clear();
    ada.send(adas, "2");
    assertEquals(List.of(third + " text 2"), ben.heard());
    ben.channels.close(third);
    room.run(SECOND);
    ben.heard.clear();
    ada.send(adas, "3");
    assertEquals(List.of(first + " text 3"), ben.heard());
    // Whichever it is sent on.
    ben.send(first, "4");
    assertEquals(List.of(adas + " text 4"), ada.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoAsksForItHearsWhoSentIt(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    Client cleo = room.join("cleo", exchanges - 1);
    int adas = ada.open("game");
    int bens = ben.open(withProtocol("game", "x+from"));
    int cleos = cleo.open(withProtocol("game", "x"));
    ada.send(adas, "hello");
    ada.send(adas, new byte[] {'b'});
    ada.send(adas, "");
    assertEquals(
        List.of(bens + " text ada\nhello", bens + " binary \3adab", bens + " text ada\n"),
        ben.heard());
    assertEquals(
        List.of(cleos + " text hello", cleos + " binary b", cleos + " text "), cleo.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addressedChannelsConnectTwo(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    Client cleo = room.join("cleo", 0);
    cleo.open("file@ben");
    ben.heard();
    int adas = ada.channels.open(ChannelOptions.lossy("file@ben"), room.now).orElseThrow();
    ada.send(adas, "at once");
    assertEquals(List.of("3 opened: file@ada", "3 text at once"), ben.heard());
    ben.send(3, "back");
    assertEquals(List.of(adas + " text back"), ada.heard());
    assertEquals(List.of(), cleo.heard());
    // The last message comes before the end.
    ben.send(3, "bye");
    ben.channels.close(3);
    assertEquals(List.of(adas + " text bye", adas + " closed"), ada.heard());
    assertEquals(List.of("3 closed"), ben.heard());
    assertEquals(0, ada.channels.channels());
    assertEquals(0, ada.channels.streamsInUse());
  }

  @Test
  void theOtherEndIsLikeTheOneThatWasOpened() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    ada.open(new ChannelOptions("a@b@ben", "p", false, new Reliability.Lifetime(300), 128));
    assertEquals(List.of("1 opened: a@b@ada"), ben.heard());
    assertEquals(
        new ChannelOptions("a@b@ada", "p", false, new Reliability.Lifetime(300), 128), ben.opened);
    ada.open(new ChannelOptions("@ben", "", true, new Reliability.Retransmits(3), 65_535));
    assertEquals(List.of("3 opened: @ada"), ben.heard());
    assertEquals(
        new ChannelOptions("@ada", "", true, new Reliability.Retransmits(3), 1024), ben.opened);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void addressesThatLeadNowhereAreTold(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1, true);
    room.run(SECOND);
    int self = ada.open("file@ada");
    int nobody = ada.open("file@nobody");
    int notYet = ada.open("file@ben");
    int reserved = ada.open("parley.secret");
    assertEquals(
        List.of(
            new PeerEvent.ChannelFaulted(self, "file@ada", ChannelFault.UNKNOWN_ADDRESS),
            new PeerEvent.ChannelFaulted(nobody, "file@nobody", ChannelFault.UNKNOWN_ADDRESS),
            new PeerEvent.ChannelFaulted(notYet, "file@ben", ChannelFault.UNREACHABLE),
            new PeerEvent.ChannelFaulted(reserved, "parley.secret", ChannelFault.RESERVED_LABEL)),
        ada.told());
    assertEquals(
        List.of(self + " closed", nobody + " closed", notYet + " closed", reserved + " closed"),
        ada.heard());
    assertEquals(List.of(), ben.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aLaterConnectionHasTheAddress(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client old = room.join("ben", 0);
    int before = ada.open("file@ben");
    old.heard();
    Client ben = room.join("ben", exchanges - 1);
    assertEquals(List.of("1 closed"), old.heard());
    assertEquals(List.of(before + " closed"), ada.heard());
    int after = ada.open("file@ben");
    ada.send(after, "hello");
    assertEquals(List.of("1 opened: file@ada", "1 text hello"), ben.heard());
    assertEquals(List.of(), old.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoLeavesTakesItsPipesWithIt(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    int adas = ada.open("file@ben");
    int bens = ben.open("else@ada");
    ada.heard();
    ben.heard();
    ben.leave();
    assertEquals(Set.of(adas + " closed", "1 closed"), Set.copyOf(ada.heard()));
    assertEquals(0, bens % 2);
    int again = ada.open("file@ben");
    assertEquals(
        List.of(new PeerEvent.ChannelFaulted(again, "file@ben", ChannelFault.UNKNOWN_ADDRESS)),
        ada.told().stream().filter(event -> event instanceof PeerEvent.ChannelFaulted).toList());
  }

  @Test
  void whoMayNotSendHearsSoOnce() {
    Client ada = room.join("ada", 0, false).connect();
    Client ben = room.join("ben");
    int adas = ada.open("game");
    int bens = ben.open("game");
    ada.send(adas, "1");
    ada.send(adas, "2");
    assertEquals(List.of(), ben.heard());
    int pipe = ada.open("file@ben");
    assertEquals(
        List.of(
            new PeerEvent.ChannelFaulted(adas, "game", ChannelFault.FORBIDDEN),
            new PeerEvent.ChannelFaulted(pipe, "file@ben", ChannelFault.FORBIDDEN)),
        ada.told());
    ben.send(bens, "to read");
    assertEquals(List.of(pipe + " closed", adas + " text to read"), ada.heard());
    assertEquals(2, room.total(DataCounter.DROPPED_FORBIDDEN));
  }

  @Test
  void servedLabelsEndAtTheServer() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int bens = ben.open("parley.chat");
    int adas = ada.open("parley.chat");
    ada.send(adas, "hello");
    room.run(SECOND);
    assertEquals(
        List.of(
            new PeerEvent.ServedChannelOpened("parley.chat", TestRoom.MESSAGE),
            new PeerEvent.ServedMessage("parley.chat", "hello")),
        ada.told());
    assertEquals(List.of(), ben.heard());
    ben.member.sendServed("parley.chat", "said", room.now);
    assertEquals(List.of(bens + " text said"), ben.heard());
    ben.channels.close(bens);
    room.run(SECOND);
    assertEquals(
        List.of(
            new PeerEvent.ServedChannelOpened("parley.chat", TestRoom.MESSAGE),
            new PeerEvent.ServedChannelClosed("parley.chat")),
        ben.told());
    ben.member.sendServed("parley.chat", "not heard", room.now);
    assertEquals(List.of(bens + " closed"), ben.heard());
    assertEquals(1, room.total(DataCounter.DROPPED_SERVED));
  }

  @Test
  void servedTextsComeAtARate() {
    Client ada = room.join("ada");
    int adas = ada.open("parley.chat");
    ada.told();
    for (int i = 0; i < 60; i++) {
      ada.send(adas, "m" + i);
    }
    room.run(100 * TestRoom.MILLISECOND);
    assertEquals(21, ada.told().size());
    room.run(SECOND);
    assertEquals(20, ada.told().size());
    room.run(5 * SECOND);
    List<PeerEvent> rest = ada.told();
    assertEquals(19, rest.size());
    assertEquals(new PeerEvent.ServedMessage("parley.chat", "m59"), rest.getLast());
  }

  private static NegotiatedChannel negotiated(int id, String label) {
    return new NegotiatedChannel(id, label, "", true, null, null);
  }

  @Test
  void negotiatedChannelsCountOnceTheyAreToldOf() {
    Client ada = room.join("ada", 0, true);
    ada.member.negotiate(List.of(negotiated(6, "game")));
    ada.connect();
    Client ben = room.join("ben");
    assertTrue(ada.channels.openNegotiated(6, ChannelOptions.reliable("game")));
    assertTrue(ben.channels.openNegotiated(8, ChannelOptions.reliable("game")));
    ada.send(6, "nobody listens yet");
    // Before the server knows what it is.
    ben.send(8, "early");
    ben.send(8, "");
    room.run(SECOND);
    assertEquals(List.of(), ada.heard());
    ben.member.negotiate(List.of(negotiated(8, "game")));
    assertEquals(List.of("6 text early", "6 text "), ada.heard());
    ada.send(6, "hello");
    assertEquals(List.of("8 text hello"), ben.heard());
    ben.member.negotiate(List.of());
    assertEquals(List.of("8 closed"), ben.heard());
    ada.send(6, "nobody listens any more");
    assertEquals(List.of(), ben.heard());
  }

  @Test
  void negotiatedChannelsBeyondTheLimitAreTold() {
    ExchangeLimits usual = ExchangeLimits.DEFAULT;
    room = new TestRoom(1, 1, ExchangeLimits.of(usual.window(), usual.queue(), 2));
    Client ada = room.join("ada");
    ada.open("game");
    assertTrue(ada.channels.openNegotiated(6, ChannelOptions.reliable("a")));
    ada.member.negotiate(List.of(negotiated(6, "a")));
    room.run(SECOND);
    assertEquals(List.of(), ada.told());
    ada.member.negotiate(List.of(negotiated(6, "a"), negotiated(8, "b")));
    room.run(SECOND);
    assertEquals(List.of(new PeerEvent.ChannelFaulted(8, "b", ChannelFault.TOO_MANY)), ada.told());
  }

  @Test
  void whatNobodyClaimsIsDropped() {
    Client ada = room.join("ada");
    assertTrue(ada.channels.openNegotiated(6, ChannelOptions.reliable("game")));
    ada.send(6, "lost");
    room.run(6 * SECOND);
    assertEquals(1, room.total(DataCounter.DROPPED_UNCLAIMED));
    ada.member.negotiate(List.of(negotiated(6, "game")));
    ada.channels.close(6);
    room.run(SECOND);
    assertTrue(ada.member.clean());
  }

  @Test
  void aNegotiatedNumberIsUsedAgain() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    for (int i = 0; i < 3; i++) {
      ben.channels.openNegotiated(8, ChannelOptions.reliable("game"));
      ben.member.negotiate(List.of(negotiated(8, "game")));
      room.run(SECOND);
      ada.send(adas, "round " + i);
      assertEquals(List.of("8 text round " + i), ben.heard());
      ben.channels.close(8);
      // The list may come before or after the channel is gone.
      if (i == 1) {
        ben.member.negotiate(List.of());
      }
      assertEquals(List.of("8 closed"), ben.heard());
    }
    ben.member.negotiate(List.of(negotiated(8, "other")));
    room.run(SECOND);
    assertTrue(ben.channels.openNegotiated(8, ChannelOptions.reliable("other")));
    ada.send(adas, "not for it");
    assertEquals(List.of(), ben.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aThousandChannelsLeaveNothingBehind(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    for (int round = 0; round < 10; round++) {
      List<Integer> ids = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String label = i % 2 == 0 ? "game" + i : "file" + i + "@ben";
        int id = ada.channels.open(ChannelOptions.reliable(label), room.now).orElseThrow();
        ada.send(id, "x");
        ids.add(id);
      }
      room.run(SECOND);
      ids.forEach(ada.channels::close);
      room.run(SECOND);
      assertTrue(ada.member.clean());
      assertTrue(ben.member.clean());
      assertEquals(0, ada.channels.channels());
      assertEquals(0, ben.channels.streamsInUse());
    }
    assertEquals(1500, room.total(DataCounter.CHANNELS_OPENED));
    assertEquals(1500, room.total(DataCounter.CHANNELS_CLOSED));
  }

  @Test
  void labelsThatAreTooLongAreRefused() {
    Client ada = room.join("ada");
    int label = ada.open("x".repeat(1025));
    int protocol = ada.open(withProtocol("game", "x".repeat(1025)));
    assertEquals(List.of(label + " closed", protocol + " closed"), ada.heard());
    assertEquals(2, room.total(DataCounter.LOST_TOO_LONG));
    assertEquals(
        List.of(
            new PeerEvent.ChannelFaulted(label, "x".repeat(1024), ChannelFault.TOO_LONG),
            new PeerEvent.ChannelFaulted(protocol, "game", ChannelFault.TOO_LONG)),
        ada.told());
    assertTrue(ada.member.clean());
  }

  @Test
  void ofALabelThatIsTooLongNoHalfCharacterIsTold() {
    Client ada = room.join("ada");
    int label = ada.open("x".repeat(1023) + "\ud83d\ude00");
    assertEquals(
        List.of(new PeerEvent.ChannelFaulted(label, "x".repeat(1023), ChannelFault.TOO_LONG)),
        ada.told());
  }

  /** Half of 16 channels are for others, and a quarter of those for each. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void othersTakeAPartOfSomebodysChannels(int exchanges) {
    ExchangeLimits usual = ExchangeLimits.DEFAULT;
    room = new TestRoom(exchanges, 1, ExchangeLimits.of(usual.window(), usual.queue(), 16));
    Client tia = room.join("tia", exchanges - 1);
    List<Client> others = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Client other = room.join("other" + i, 0);
      others.add(other);
      firsts.add(other.open("a@tia"));
      other.open("b@tia");
      int third = other.open("c@tia");
      List<PeerEvent> told = other.told();
      assertEquals(
          new PeerEvent.ChannelFaulted(third, "c@tia", ChannelFault.TOO_MANY), told.getLast());
      // The first four have what they may, and that is all there is.
      assertEquals(i < 4 ? 1 : 3, told.size());
      room.run(SECOND);
    }
    assertEquals(8, tia.heard().size());
    for (int i = 0; i < 7; i++) {
      tia.open("own" + i);
    }
    tia.open("parley.chat");
    assertEquals(
        List.of(new PeerEvent.ServedChannelOpened("parley.chat", TestRoom.MESSAGE)), tia.told());
    int beyond = tia.open("one more");
    assertEquals(
        List.of(new PeerEvent.ChannelFaulted(beyond, "one more", ChannelFault.TOO_MANY)),
        tia.told());
    assertEquals(List.of(beyond + " closed"), tia.heard());
    assertEquals(1, room.total(DataCounter.CHANNELS_REFUSED));
    assertEquals(8, room.total(DataCounter.LOST_TOO_MANY));
    // What is closed makes room.
    others.getFirst().channels.close(firsts.getFirst());
    room.run(SECOND);
    others.getFirst().open("d@tia");
    assertEquals(List.of(), others.getFirst().told());
    assertEquals(0, room.total(DataCounter.LOST_TOO_MANY));
  }

  @Test
  void whatAssociationsCountIsReadOnce() {
    Client ada = room.join("ada");
    int adas = ada.open("game");
    ada.send(adas, "hello");
    room.run(SECOND);
    assertTrue(room.total(AssociationCounter.PACKETS_RECEIVED) > 3);
    assertEquals(ada.packets, room.total(AssociationCounter.PACKETS_SENT));
    assertEquals(0, room.total(AssociationCounter.PACKETS_SENT));
    int before = ada.packets;
    ada.send(adas, "more");
    room.run(SECOND);
    ada.leave();
    assertEquals(ada.packets - before, room.total(AssociationCounter.PACKETS_SENT));
    assertEquals(0, room.total(AssociationCounter.DROPPED_TAG));
  }

  @Test
  void nobodyHearsHimselfOnAnotherConnection() {
    Client old = room.join("ada");
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int adas = ada.open("game");
    old.open("game");
    int bens = ben.open("game");
    ada.send(adas, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
    assertEquals(List.of(), old.heard());
  }

  @Test
  void aLateExchangeLearnsWhatThereIs() {
    Client ada = room.join("ada");
    int adas = ada.open("game");
    room.addExchange();
    Client ben = room.join("ben", 1);
    int bens = ben.open("game");
    ben.send(bens, "hello");
    assertEquals(List.of(adas + " text hello"), ada.heard());
    int pipe = ben.open("file@ada");
    ben.send(pipe, "to one");
    assertEquals(List.of("1 opened: file@ben", "1 text to one"), ada.heard());
  }

  @Test
  void aFaultOfOursCostsOneMemberItsChannelsAndNobodyElse() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client cleo = room.join("cleo");
    int adas = ada.open("game");
    int bens = ben.open("game");
    int cleos = cleo.open("game");
    ben.broken = true;
    ada.send(adas, "hello");
    assertEquals(List.of(cleos + " text hello"), cleo.heard());
    assertEquals(List.of(new PeerEvent.DataEnded("a fault of the server's")), ben.told());
    assertEquals(List.of(bens + " closed", "ended: ABORTED_BY_PEER"), ben.heard());
    assertEquals(1, room.faults.size());
    assertEquals(1, room.total(DataCounter.FAULTS));
    room.faults.clear();
    ada.send(adas, "again");
    assertEquals(List.of(cleos + " text again"), cleo.heard());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whoIsDisconnectedLeavesNothingAndMayComeBack(int exchanges) {
    room = new TestRoom(exchanges, 1);
    Client ada = room.join("ada", 0);
    Client ben = room.join("ben", exchanges - 1);
    int adas = ada.open("game");
    int bens = ben.open("game");
    int toBen = ada.open("file@ben");
    int toAda = ben.open("note@ada");
    ada.heard();
    assertEquals(List.of("1 opened: file@ada"), ben.heard());
    ada.member.disconnect("no more", room.now);
    assertEquals(
        Set.of(adas + " closed", toBen + " closed", "1 closed", "ended: ABORTED_BY_PEER"),
        Set.copyOf(ada.heard()));
    assertEquals(List.of(new PeerEvent.DataEnded("no more")), ada.told());
    assertEquals(Set.of("1 closed", toAda + " closed"), Set.copyOf(ben.heard()));
    assertTrue(ada.member.clean());
    assertEquals(1, room.total(DataCounter.ASSOCIATIONS_ENDED));
    assertEquals(
        1, room.total(DataCounter.CHANNELS_OPENED) - room.total(DataCounter.CHANNELS_CLOSED));
    int refused = ben.open("note@ada");
    assertEquals(
        List.of(new PeerEvent.ChannelFaulted(refused, "note@ada", ChannelFault.UNREACHABLE)),
        ben.told());
    ben.heard();
    ada.member.disconnect("again", room.now);
    room.run(SECOND);
    assertEquals(List.of(), ada.told());

    ada.reconnect();
    adas = ada.open("game");
    ada.send(adas, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
    toAda = ben.open("note@ada");
    ben.send(toAda, "to one");
    assertEquals(List.of("1 opened: note@ben", "1 text to one"), ada.heard());
    assertEquals(1, room.total(DataCounter.ASSOCIATIONS_STARTED) - 2);
  }

  @Test
  void negotiatedChannelsComeBackWithTheirMember() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    ada.member.negotiate(List.of(new NegotiatedChannel(10, "game", "", true, null, null)));
    int bens = ben.open("game");
    ada.member.disconnect("no more", room.now);
    ada.heard();
    ada.reconnect();
    ada.channels.openNegotiated(10, ChannelOptions.reliable("game"));
    ada.send(10, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
  }

  /** A new association is no new window: what came by the one before counts until it is taken. */
  @Test
  void whatWasSentBeforeStillCountsInTheNextAssociation() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    Client cleo = room.join("cleo");
    ben.hoards = true;
    cleo.hoards = true;
    pour(ada, ada.open("file@ben"));
    ada.member.disconnect("no more", room.now);
    room.run(100 * TestRoom.MILLISECOND);
    ada.reconnect();
    room.total(DataCounter.BYTES_RECEIVED);
    pour(ada, ada.open("file@cleo"));
    assertTrue(room.total(DataCounter.BYTES_RECEIVED) < 64 * 1024);
    ben.read();
    room.run(SECOND);
    assertTrue(room.total(DataCounter.BYTES_RECEIVED) > 0);
    cleo.read();
    room.run(5 * SECOND);
    assertEquals(0, ada.member.unreleased());
  }

  /** What the control side has not taken counts, however often the peer begins anew. */
  @Test
  void restartsDoNotEscapeTheWindow() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    String text = "x".repeat(5_000);
    for (int round = 0; round < 40; round++) {
      ada.restart();
      int chat = ada.channels.open(ChannelOptions.reliable("parley.chat"), room.now).orElseThrow();
      for (int i = 0; i < 100; i++) {
        ada.send(chat, text);
      }
      room.run(100 * TestRoom.MILLISECOND);
      assertTrue(
          ada.member.unreleased() <= ExchangeLimits.DEFAULT.window(),
          "round " + round + ": " + ada.member.unreleased());
      assertTrue(ada.member.channels() <= 1);
    }
    ada.restart();
    room.run(20 * SECOND);
    assertEquals(0, ada.member.unreleased());
    int adas = ada.open("game");
    int bens = ben.open("game");
    ada.send(adas, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
  }

  /** Messages without a channel end with the association that they came by. */
  @Test
  void whatNobodyClaimedIsDroppedAtARestart() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int bens = ben.open("game");
    assertTrue(ada.channels.openNegotiated(6, ChannelOptions.reliable("game")));
    ada.send(6, "of before");
    room.run(100 * TestRoom.MILLISECOND);
    assertTrue(ada.member.unreleased() > 0);
    ada.restart();
    assertEquals(0, ada.member.unreleased());
    assertEquals(1, room.total(DataCounter.DROPPED_UNCLAIMED));
    ada.channels.openNegotiated(6, ChannelOptions.reliable("game"));
    ada.member.negotiate(List.of(negotiated(6, "game")));
    ada.send(6, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
  }

  /** They are known by other means than the association. */
  @Test
  void negotiatedChannelsOutliveARestart() {
    Client ada = room.join("ada");
    Client ben = room.join("ben");
    int bens = ben.open("game");
    ada.member.negotiate(List.of(negotiated(6, "game")));
    ada.channels.openNegotiated(6, ChannelOptions.reliable("game"));
    ada.restart();
    ada.channels.openNegotiated(6, ChannelOptions.reliable("game"));
    ben.send(bens, "to who only listens");
    assertEquals(List.of("6 text to who only listens"), ada.heard());
    ada.send(6, "hello");
    assertEquals(List.of(bens + " text hello"), ben.heard());
  }

  /** As much as the server takes, and more. */
  private void pour(Client client, int channel) {
    for (int i = 0; i < 10; i++) {
      SendResult result = SendResult.QUEUED;
      while (result == SendResult.QUEUED) {
        result = client.send(channel, new byte[32 * 1024]);
      }
      room.run(100 * TestRoom.MILLISECOND);
    }
    assertEquals(SendResult.FULL, client.send(channel, new byte[32 * 1024]));
  }
}
