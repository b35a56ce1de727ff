package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.MediaPath;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.ServedLabels;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ParticipantId;

/**
 * Chat and data channels. Connection n is of participant pn, whose first peer connection is cn
 * where everybody offers.
 */
class RoomChatTest {
  private static final PeerEvent OPENED =
      new PeerEvent.ServedChannelOpened(ServedLabels.CHAT, 262_144);
  private static final PeerEvent CLOSED = new PeerEvent.ServedChannelClosed(ServedLabels.CHAT);
  private static final PeerEvent CONNECTED = new PeerEvent.Connected(MediaPath.UDP);

  private final RoomScript room = new RoomScript();

  @Test
  void withoutChannelsItGoesOverTheSockets() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    assertEquals(
        List.of("count BY_SOCKET", "1 <- chat 1 p1 hello (x)", "2 <- chat 1 p1 hello"),
        say(1, "x", "hello"));
    assertEquals(
        List.of("count BY_SOCKET", "1 <- chat 2 p2 hi", "2 <- chat 2 p2 hi"), say(2, null, "hi"));
  }

  @Test
  void eachGetsItOnItsOwnWay() {
    everybody("Ann", "Bob", "Cid");
    openChannel(1);
    openChannel(2);
    assertEquals(
        List.of(
            "count BY_CHANNEL",
            "c1 <- parley.chat {'number':1,'from':'p1','name':'Ann','text':'hello','time':0,"
                + "'clientId':'x'}",
            "c2 <- parley.chat {'number':1,'from':'p1','name':'Ann','text':'hello','time':0}",
            "3 <- chat 1 p1 hello"),
        channel(1, "{'id':'x','text':'hello'}"));
    room.pass(3);
    assertEquals(
        List.of(
            "count BY_SOCKET",
            "c1 <- parley.chat {'number':2,'from':'p3','name':'Cid','text':'hi','time':3000}",
            "c2 <- parley.chat {'number':2,'from':'p3','name':'Cid','text':'hi','time':3000}",
            "3 <- chat 2 p3 hi"),
        say(3, null, "hi"));
  }

  @Test
  void whatIsTooLargeForAChannelGoesOverTheSocket() {
    everybody("Ann", "Bob");
    openChannel(1);
    String toBob = "{\"number\":1,\"from\":\"p1\",\"name\":\"Ann\",\"text\":\"häh\",\"time\":0}";
    // In bytes, of which the umlaut has two.
    int bytes = toBob.length() + 1;
    room.media("c2", CONNECTED);
    room.media("c2", new PeerEvent.ServedChannelOpened(ServedLabels.CHAT, bytes));
    assertEquals(
        "c2 <- parley.chat {'number':1,'from':'p1','name':'Ann','text':'häh','time':0}",
        say(1, null, "häh").getLast());
    assertEquals("2 <- chat 2 p1 häää", say(1, null, "häää").getLast());
    // One's own has the client's id in it.
    assertEquals(
        List.of(
            "count BY_SOCKET",
            "c1 <- parley.chat {'number':3,'from':'p2','name':'Bob','text':'häh','time':0}",
            "2 <- chat 3 p2 häh (x)"),
        say(2, "x", "häh"));
  }

  @Test
  void aChannelCountsWhileItsConnectionIsUp() {
    everybody("Ann");
    openChannel(1);
    assertTrue(say(1, null, "a").getLast().startsWith("c1 <- parley.chat {'number':1"));
    room.media("c1", new PeerEvent.Disconnected());
    assertEquals("1 <- chat 2 p1 b", say(1, null, "b").getLast());
    room.media("c1", new PeerEvent.Reconnected(MediaPath.UDP));
    assertTrue(say(1, null, "c").getLast().startsWith("c1 <- parley.chat {'number':3"));
    room.media("c1", CLOSED);
    assertEquals("1 <- chat 4 p1 d", say(1, null, "d").getLast());
    room.media("c1", OPENED);
    room.media("c1", new PeerEvent.ServedChannelOpened("parley.other", 262_144));
    assertTrue(say(1, null, "e").getLast().startsWith("c1 <- parley.chat {'number':5"));
    room.media("c1", new PeerEvent.DataEnded("test"));
    assertEquals("1 <- chat 6 p1 f", say(1, null, "f").getLast());
  }

  @Test
  void privateMessagesAreOfTheirTwoEnds() {
    everybody("Ann", "Bob", "Cid");
    openChannel(2);
    assertEquals(
        List.of(
            "count BY_SOCKET",
            "1 <- chat 1 p1>p2 psst (x)",
            "c2 <- parley.chat {'number':1,'from':'p1','name':'Ann','to':'p2','text':'psst',"
                + "'time':0}"),
        say(1, "x", "psst", "p2"));
    assertEquals(List.of("1 <- chat-history [1 p1>p2 psst (x)]"), history(1, 0));
    assertEquals(List.of("2 <- chat-history [1 p1>p2 psst]"), history(2, 0));
    assertEquals(List.of("3 <- chat-history []"), history(3, 0));
    assertEquals(List.of("count BY_SOCKET", "1 <- chat 2 p1>p1 note"), say(1, null, "note", "p1"));
    assertEquals(
        List.of("count UNKNOWN_PARTICIPANT", "1 <- error unknown-participant"),
        say(1, null, "who", "p9"));
    room.close(2);
    assertEquals(
        List.of("count UNKNOWN_PARTICIPANT", "1 <- error unknown-participant"),
        say(1, null, "late", "p2"));
  }

  @Test
  void membersSeeWhatWasSaidSinceTheyJoined() {
    room.enter(1, "Ann");
    say(1, null, "alone");
    room.enter(2, "Bob");
    say(1, null, "together");
    assertEquals(List.of("1 <- chat-history [1 p1 alone, 2 p1 together]"), history(1, 0));
    assertEquals(List.of("2 <- chat-history [2 p1 together]"), history(2, 0));
    assertEquals(List.of("1 <- chat-history [2 p1 together]"), history(1, 1));
    assertEquals(List.of("1 <- chat-history []"), history(1, 2));
    assertEquals(List.of("1 <- chat-history []"), history(1, Long.MAX_VALUE));
  }

  @Test
  void whoWasAwayAsksForTheRest() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    say(1, null, "one");
    room.drop(2);
    assertEquals(
        List.of("count BY_SOCKET", "1 <- chat 2 p1 two"), say(1, null, "two"), "Bob is away");
    room.resume(5, "p2", "s2", 1);
    assertEquals(
        List.of("5 <- chat-history [2 p1 two]"),
        room.say(5, new ClientMessage.ChatHistory("h", 1)));
  }

  @Test
  void withoutASocketTheChannelGoesOn() {
    everybody("Ann", "Bob");
    openChannel(2);
    room.drop(2);
    assertEquals(
        List.of(
            "count BY_CHANNEL",
            "1 <- chat 1 p2 still here",
            "c2 <- parley.chat {'number':1,'from':'p2','name':'Bob','text':'still here',"
                + "'time':0}"),
        channel(2, "{'text':'still here'}"));
  }

  @Test
  void theHistoryHasABound() {
    room.enter(1, "Ann");
    for (int i = 1; i <= 201; i++) {
      room.pass(1);
      say(1, null, "m" + i);
    }
    String all = history(1, 0).getFirst();
    assertTrue(all.startsWith("1 <- chat-history incomplete [2 p1 m2, 3 p1 m3"), all);
    assertTrue(all.endsWith("201 p1 m201]"), all);
    assertTrue(history(1, 1).getFirst().startsWith("1 <- chat-history [2 p1 m2, "));
  }

  @Test
  void bothWaysHaveOneLimit() {
    everybody("Ann", "Bob");
    openChannel(1);
    for (int i = 0; i < 10; i++) {
      assertEquals("count BY_SOCKET", say(1, null, "s").getFirst());
      assertEquals("count BY_CHANNEL", channel(1, "{'text':'c'}").getFirst());
    }
    assertEquals(List.of("count TOO_FAST", "1 <- error chat-too-fast"), say(1, null, "s"));
    assertEquals(List.of("count TOO_FAST", "1 <- error chat-too-fast"), channel(1, "{'text':'c'}"));
    assertEquals("count BY_SOCKET", say(2, null, "unmoved").getFirst());
    room.pass(1);
    List<String> next = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      next.add(say(1, null, "again").getFirst());
    }
    assertEquals("count BY_SOCKET", next.get(4));
    assertEquals("count TOO_FAST", next.get(5));
  }

  @Test
  void historiesHaveALimit() {
    room.enter(1, "Ann");
    for (int i = 0; i < 5; i++) {
      assertEquals(List.of("1 <- chat-history []"), history(1, 0));
    }
    assertEquals(List.of("1 <- error chat-too-fast"), history(1, 0));
    room.pass(1);
    assertEquals(List.of("1 <- chat-history []"), history(1, 0));
  }

  @Test
  void whatCannotBeReadIsDroppedAndToldOnceInAWhile() {
    everybody("Ann", "Bob");
    openChannel(1);
    String deep = "{'text':" + "[".repeat(40) + "]".repeat(40) + "}";
    for (String json : List.of("", "{'text':'a','text':'b'}")) {
      assertEquals(List.of("count MALFORMED", "1 <- error bad-message"), channel(1, json), json);
    }
    for (String json : List.of("[]", deep, "{}", "{'text':''}", "{'text':'\u0000'}", "x")) {
      assertEquals(List.of("count MALFORMED"), channel(1, json), json);
    }
    assertEquals(List.of("count MALFORMED"), channel(1, "{'text':'" + "x".repeat(8001) + "'}"));
    room.pass(1);
    assertEquals(List.of("count MALFORMED", "1 <- error bad-message"), channel(1, "nothing"));
    assertEquals(
        List.of(), room.media("c1", new PeerEvent.ServedMessage("parley.other", "{'text':'a'}")));
  }

  @Test
  void sayingTakesAGrant() {
    room.enter(1, "Ann", new Grants(true, true, false));
    assertEquals(
        List.of("open c1 of p1 without data", "apply c1", "1 <- 2 answer"),
        room.offer(1, "data").subList(0, 3));
    room.enter(2, "Bob");
    assertEquals(List.of("count FORBIDDEN", "1 <- error forbidden"), say(1, null, "hello"));
    assertEquals(
        List.of("count FORBIDDEN", "1 <- error forbidden"), channel(1, "{'text':'hello'}"));
    assertEquals(
        List.of("count BY_SOCKET", "1 <- chat 1 p2 hi", "2 <- chat 1 p2 hi"), say(2, null, "hi"));
  }

  @Test
  void tellsWhoseDataChannelsAreUp() {
    everybody("Ann", "Bob");
    room.media("c1", CONNECTED);
    assertEquals(
        List.of("2 <- 5 changed p1 Ann CONNECTED+data"),
        room.media("c1", new PeerEvent.DataConnected()));
    assertEquals(
        "3 <- 1 welcome p3 Cid CONNECTING room.p3.s3 [p1 Ann CONNECTED+data, p2 Bob CONNECTING]",
        room.enter(3, "Cid").getFirst());
    assertEquals(
        "2 <- 7 changed p1 Ann CONNECTED",
        room.media("c1", new PeerEvent.DataEnded("test")).getFirst());
    assertEquals(List.of(), room.media("c1", new PeerEvent.DataEnded("again")));
    assertEquals(
        "2 <- 8 changed p1 Ann CONNECTED+data",
        room.media("c1", new PeerEvent.DataConnected()).getFirst(),
        "another offer has brought it back");
  }

  @Test
  void anotherConnectionHasChannelsOfItsOwn() {
    everybody("Ann", "Bob");
    openChannel(1);
    room.media("c1", new PeerEvent.DataConnected());
    List<String> replaced = room.offer(1, Offers.from("9"), "data");
    assertTrue(replaced.contains("2 <- 6 changed p1 Ann CONNECTING"), () -> "" + replaced);
    assertEquals("1 <- chat 1 p1 hello", say(1, null, "hello").get(1));
    assertEquals(List.of(), channel(1, "{'text':'of the old one'}"));
  }

  @Test
  void aFailedConnectionHasNone() {
    everybody("Ann", "Bob");
    openChannel(1);
    room.media("c1", new PeerEvent.DataConnected());
    List<String> failed = room.media("c1", new PeerEvent.Failed("test"));
    assertTrue(failed.contains("2 <- 6 changed p1 Ann RECONNECTING"), () -> "" + failed);
    assertEquals("1 <- chat 1 p1 hello", say(1, null, "hello").get(1));
  }

  @Test
  void negotiatedChannelsHoldForEveryConnection() {
    room.enter(1, "Ann");
    NegotiatedChannel game = new NegotiatedChannel(7, "game", "", false, 0, null);
    assertEquals(
        List.of(), room.say(1, new ClientMessage.Channels(null, List.of(game))), "no peer yet");
    assertEquals(
        List.of("open c1 of p1", "negotiate c1 [game]", "apply c1", "1 <- 2 answer"),
        room.offer(1, "data").subList(0, 4));
    NegotiatedChannel more = new NegotiatedChannel(9, "more", "", true, null, null);
    assertEquals(
        List.of("negotiate c1 [game, more]"),
        room.say(1, new ClientMessage.Channels(null, List.of(game, more))));
    assertEquals(
        List.of("open c2 of p1", "close c1", "negotiate c2 [game, more]"),
        room.offer(1, Offers.from("9"), "data").subList(0, 3));
    assertEquals(
        List.of("negotiate c2 []"), room.say(1, new ClientMessage.Channels(null, List.of())));
    assertEquals(
        List.of("open c3 of p1", "close c2"),
        room.offer(1, Offers.from("8"), "data").subList(0, 2));
  }

  @Test
  void faultsAreToldToWhoseChannelItIs() {
    everybody("Ann", "Bob");
    assertEquals(
        List.of("1 <- 5 channel-closed 3 game TOO_SLOW"),
        room.media("c1", new PeerEvent.ChannelFaulted(3, "game", ChannelFault.TOO_SLOW)));
    room.drop(1);
    for (ChannelFault fault : ChannelFault.values()) {
      assertEquals(List.of(), room.media("c1", new PeerEvent.ChannelFaulted(4, "x@p9", fault)));
    }
    List<String> back = room.resume(5, "p1", "s1", 5);
    assertEquals("5 <- resumed room.p1.s3 7", back.getFirst());
    assertEquals("5 <- 12 channel-closed 4 x@p9 TOO_LONG", back.get(7));
  }

  @Test
  void publishersByWhipChatAndViewersByWhepOnlyRead() {
    room.enter(1, "Ann");
    assertTrue(room.whip("Cam", Offers.from("a").sdp("data")).contains("open c1 of p2"));
    List<String> viewer = room.whep("Cam", Offers.from("b").sdp("data"));
    assertEquals(
        List.of("open c2 of p3 without data", "apply c2", "request 2 <- created session2 local2"),
        viewer);
    for (String peer : List.of("c1", "c2")) {
      room.media(peer, CONNECTED);
      room.media(peer, new PeerEvent.DataConnected());
      room.media(peer, OPENED);
    }
    assertEquals(
        List.of(
            "count BY_CHANNEL",
            "1 <- chat 1 p2 on air",
            "c1 <- parley.chat {'number':1,'from':'p2','name':'Cam','text':'on air','time':0}",
            "c2 <- parley.chat {'number':1,'from':'p2','name':'Cam','text':'on air','time':0}"),
        channel(1, "{'text':'on air'}"));
    assertEquals(List.of("count FORBIDDEN"), channel(2, "{'text':'boo'}"));
    assertEquals(
        List.of("count UNKNOWN_PARTICIPANT", "1 <- error unknown-participant"),
        say(1, null, "viewers are nobody", "p3"));
    assertEquals(List.of("count MALFORMED"), channel(1, "["), "it has no socket to be told on");
  }

  private void everybody(String... names) {
    for (int i = 1; i <= names.length; i++) {
      room.enter(i, names[i - 1]);
    }
    for (int i = 1; i <= names.length; i++) {
      room.offer(i, "data");
    }
  }

  private void openChannel(int peer) {
    room.media("c" + peer, CONNECTED);
    room.media("c" + peer, OPENED);
  }

  private List<String> say(int connection, @Nullable String id, String text) {
    return room.say(connection, new ClientMessage.Chat(id, text, null));
  }

  private List<String> say(int connection, @Nullable String id, String text, String to) {
    return room.say(connection, new ClientMessage.Chat(id, text, new ParticipantId(to)));
  }

  private List<String> channel(int peer, String json) {
    return room.media(
        "c" + peer, new PeerEvent.ServedMessage(ServedLabels.CHAT, json.replace('\'', '"')));
  }

  private List<String> history(int connection, long after) {
    return room.say(connection, new ClientMessage.ChatHistory("h", after));
  }
}
