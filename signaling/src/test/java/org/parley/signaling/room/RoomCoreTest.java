package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.api.TrackId;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.protocol.ClientMessage;

/**
 * Entering, leaving and coming back. Connection n is of participant pn unless it says otherwise.
 */
class RoomCoreTest {
  private final RoomScript room = new RoomScript();

  @Test
  void joinAndLeave() {
    assertEquals(List.of("1 <- 1 welcome p1 Ann CONNECTING room.p1.s1 []"), room.enter(1, "Ann"));
    assertEquals(
        List.of(
            "2 <- 1 welcome p2 Bob CONNECTING room.p2.s2 [p1 Ann CONNECTING]",
            "1 <- 2 joined p2 Bob CONNECTING"),
        room.enter(2, "Bob"));
    assertEquals(
        List.of("1 <- left", "1 closed 1000 left", "free p1 LEFT", "2 <- 2 left p1 LEFT"),
        room.say(1, new ClientMessage.Leave("l")));
    assertEquals(List.of(), room.drop(1), "the socket's end is no news");
    assertFalse(room.isEmpty());
    assertEquals(List.of("free p2 LEFT"), room.close(2), "the page was left");
    assertTrue(room.isEmpty());
    assertFalse(room.isWaiting());
  }

  @Test
  void namesAreUnique() {
    room.enter(1, "Ann");
    List<String> taken =
        List.of("2 <- error name-taken", "2 closed 1008 name-taken", "free p2 null");
    assertEquals(taken, room.enter(2, "Ann"));
    assertEquals(List.of(), room.say(2, new ClientMessage.Ping(null)), "it never entered");
    room.drop(1);
    assertEquals(
        List.of("3 <- error name-taken", "3 closed 1008 name-taken", "free p3 null"),
        room.enter(3, "Ann"),
        "she may still come back");
    room.timeout(30);
    assertEquals(List.of("4 <- 1 welcome p4 Ann CONNECTING room.p4.s2 []"), room.enter(4, "Ann"));
  }

  @Test
  void roomsHaveALimit() {
    RoomScript small = new RoomScript(1, 8);
    small.enter(1, "Ann");
    assertEquals(
        List.of("2 <- error room-full", "2 closed 1008 room-full", "free p2 null"),
        small.enter(2, "Bob"));
  }

  @Test
  void joinComesOnce() {
    room.enter(1, "Ann");
    assertEquals(
        List.of("1 <- error bad-message"),
        room.say(1, new ClientMessage.Join(null, "room", "Bob", null)));
    assertEquals(
        List.of("1 <- error bad-message"),
        room.say(1, new ClientMessage.Resume(null, "room.p1.s1", 0)));
  }

  @Test
  void silentSocketsAreGivenUpAndThenTheirParticipants() {
    room.enter(1, "Ann");
    room.pass(10);
    assertEquals(List.of("1 <- pong"), room.say(1, new ClientMessage.Ping(null)));
    room.enter(2, "Bob");
    room.pass(15);
    room.say(2, new ClientMessage.Ping(null));
    assertEquals(
        List.of("1 closed 1008 silent", "2 <- 2 changed p1 Ann RECONNECTING"), room.timeout(15));
    assertEquals(List.of(), room.drop(1), "of the same socket");
    room.pass(10);
    room.say(2, new ClientMessage.Ping(null));
    assertEquals(List.of("free p1 TIMEOUT", "2 <- 3 left p1 TIMEOUT"), room.timeout(20));
  }

  @Test
  void resumeBringsWhatWasMissed() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    assertEquals(List.of("1 <- 3 changed p2 Bob RECONNECTING"), room.drop(2));
    assertEquals(
        List.of(
            "3 <- 1 welcome p3 Cid CONNECTING room.p3.s3"
                + " [p1 Ann CONNECTING, p2 Bob RECONNECTING]",
            "1 <- 4 joined p3 Cid CONNECTING"),
        room.enter(3, "Cid"));
    room.close(3);
    assertEquals(
        List.of(
            "20 <- resumed room.p2.s4 2",
            "20 <- 2 joined p3 Cid CONNECTING",
            "20 <- 3 left p3 LEFT",
            "1 <- 6 changed p2 Bob CONNECTING"),
        room.resume(20, "p2", "s2", 1));
    assertEquals(List.of("20 <- pong"), room.say(20, new ClientMessage.Ping(null)));
    assertEquals(
        List.of("21 <- error resume-failed", "21 closed 1008 resume-failed"),
        room.resume(21, "p2", "s2", 1),
        "a token serves once");
  }

  @Test
  void aSecondSocketReplacesTheFirst() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    assertEquals(
        List.of(
            "1 <- error replaced",
            "1 closed 1008 replaced",
            "10 <- resumed room.p1.s3 1",
            "10 <- 2 joined p2 Bob CONNECTING"),
        room.resume(10, "p1", "s1", 1));
    assertEquals(List.of(), room.say(1, new ClientMessage.Leave(null)), "too late");
    assertEquals(List.of(), room.drop(1));
    assertEquals(
        List.of("10 <- left", "10 closed 1000 left", "free p1 LEFT", "2 <- 2 left p1 LEFT"),
        room.say(10, new ClientMessage.Leave(null)));
  }

  @Test
  void resumeFailsForStrangers() {
    room.enter(1, "Ann");
    room.drop(1);
    for (List<String> effects :
        List.of(
            room.resume(9, "p1", "s2", 1),
            room.resume(9, "p1", "", 1),
            room.resume(9, "p7", "s1", 1),
            room.resume(9, "p1", "s1", 2))) {
      assertEquals(List.of("9 <- error resume-failed", "9 closed 1008 resume-failed"), effects);
    }
    assertEquals(List.of("9 <- resumed room.p1.s2 0"), room.resume(9, "p1", "s1", 1));
  }

  @Test
  void whoMissedTooMuchGetsTheWholePicture() {
    room.enter(1, "Ann");
    room.offer(1, "microphone audio");
    room.enter(2, "Bob");
    room.offer(2, "microphone camera audio");
    room.drop(1);
    for (int i = 0; i < 300; i++) {
      room.say(2, new ClientMessage.Mute(null, new TrackId("t2"), i % 2 == 0));
    }
    List<String> caughtUp = room.resume(10, "p1", "s1", 3);
    assertEquals(
        List.of(
            "10 <- resumed room.p1.s3 3",
            "10 <- 309 welcome p1 Ann CONNECTING MICROPHONE:t1 room.p1.s4"
                + " [p2 Bob CONNECTING MICROPHONE:t2 CAMERA:t3]",
            "10 <- 310 slots 1=p2/MICROPHONE:t2",
            "10 <- 311 offer-needed 1 1",
            "2 <- 6 changed p1 Ann CONNECTING MICROPHONE:t1"),
        caughtUp);
    room.drop(10);
    assertEquals(
        "11 <- resumed room.p1.s5 0",
        room.resume(11, "p1", "s4", 311).getFirst(),
        "the welcome's token is the valid one");
  }

  @Test
  void grantsDecide() {
    room.enter(1, "Ann", new Grants(false, true, false));
    assertEquals(List.of("1 <- error forbidden"), room.offer(1, "microphone audio"));
    assertEquals(
        List.of("open c1 of p1 without data", "apply c1", "1 <- 2 answer", "1 <- 3 slots 0=none"),
        room.offer(1, "audio"));
    room.enter(2, "Bob", new Grants(true, false, true));
    assertEquals(List.of("2 <- error forbidden"), room.want(2, "t1 1 1"));
    assertEquals(
        List.of(
            "open c2 of p2",
            "apply c2",
            "2 <- 2 answer",
            "1 <- 5 changed p2 Bob CONNECTING MICROPHONE:t1",
            "2 <- 3 changed p2 Bob CONNECTING MICROPHONE:t1",
            "assign c1 0=t1",
            "1 <- 6 slots 0=p2/MICROPHONE:t1"),
        room.offer(2, "microphone audio video"));
  }

  @Test
  void muteIsTold() {
    room.enter(1, "Ann");
    room.offer(1, "microphone+");
    room.enter(2, "Bob");
    assertEquals(
        List.of("2 <- 2 changed p1 Ann CONNECTING MICROPHONE:t1"),
        room.say(1, new ClientMessage.Mute(null, new TrackId("t1"), false)));
    assertEquals(
        List.of("2 <- error bad-message"),
        room.say(2, new ClientMessage.Mute(null, new TrackId("t1"), true)),
        "only one's own");
  }

  @Test
  void shutDownTellsEverybody() {
    room.enter(1, "Ann");
    room.offer(1, "microphone");
    room.enter(2, "Bob");
    room.drop(2);
    assertEquals(
        List.of(
            "1 <- error shutting-down",
            "1 closed 1001 shutting-down",
            "close c1",
            "free p1 REMOVED",
            "free p2 REMOVED"),
        room.shutDown());
    assertTrue(room.isEmpty());
    assertEquals(
        List.of("3 <- error shutting-down", "3 closed 1001 shutting-down", "free p3 null"),
        room.enter(3, "Cid"));
  }
}
