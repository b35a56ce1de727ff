package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.MediaPath;
import org.parley.media.api.PeerEvent;
import org.parley.signaling.negotiation.TrickleFragment;

/** WHIP publishers and WHEP viewers in a room. */
class HttpSessionsTest {
  private static final String PUBLISH = Offers.from("a").sdp("microphone camera");
  private static final String VIEW = Offers.from("b").sdp("audio video");
  private static final PeerEvent CONNECTED = new PeerEvent.Connected(MediaPath.UDP);

  private final RoomScript room = new RoomScript();

  @Test
  void aPublisherIsAParticipantLikeAnyOther() {
    room.enter(1, "Ann");
    room.offer(1, "audio video");
    assertEquals(
        List.of(
            "1 <- 4 joined p2 Cam CONNECTING",
            "open c2 of p2",
            "apply c2",
            "request 1 <- created session1 local2",
            "1 <- 5 changed p2 Cam CONNECTING MICROPHONE:t1 CAMERA:t2",
            "assign c1 0=t1 1=t2@640x360",
            "1 <- 6 slots 0=p2/MICROPHONE:t1 1=p2/CAMERA:t2"),
        room.whip("Cam", PUBLISH));
    assertEquals(
        List.of("2 <- error name-taken", "2 closed 1008 name-taken", "free p3 null"),
        room.enter(2, "Cam"));
    assertEquals(
        List.of("request 2 <- refused NAME_TAKEN", "free p4 null"), room.whip("Ann", PUBLISH));
    assertEquals(
        List.of(
            "close c2",
            "free p2 LEFT",
            "1 <- 7 left p2 LEFT",
            "assign c1 0=none 1=none",
            "1 <- 8 slots 0=none 1=none",
            "request 3 <- deleted"),
        room.delete(1));
    assertEquals(List.of("request 4 <- refused NO_SUCH_SESSION"), room.delete(1));
  }

  @Test
  void linesBeyondTheFirstAreTheScreen() {
    room.enter(1, "Ann");
    assertTrue(
        room.whip("Cam", Offers.from("a").sdp("microphone camera screen screen-audio camera"))
            .contains(
                "1 <- 3 changed p2 Cam CONNECTING"
                    + " MICROPHONE:t1 CAMERA:t2 SCREEN:t3 SCREEN_AUDIO:t4"));
  }

  @Test
  void aViewerFollowsTheName() {
    assertEquals(
        List.of("request 1 <- refused NO_SUCH_PARTICIPANT", "free p1 null"),
        room.whep("Cam", VIEW));
    room.whip("Cam", PUBLISH);
    assertEquals(
        List.of(
            "open c2 of p3 without data",
            "apply c2",
            "request 3 <- created session3 local2",
            "assign c2 0=t1 1=t2@16384x16384"),
        room.whep("Cam", VIEW));
    assertEquals(new Population(1, 1), room.population());
    assertEquals(
        List.of(
            "1 <- 1 welcome p4 Ann CONNECTING room.p4.s1"
                + " [p2 Cam CONNECTING MICROPHONE:t1 CAMERA:t2]"),
        room.enter(1, "Ann"),
        "viewers are not listed");
    room.media("c2", CONNECTED);
    assertEquals(
        List.of(
            "close c1",
            "free p2 LEFT",
            "1 <- 2 left p2 LEFT",
            "assign c2 0=none 1=none",
            "request 4 <- deleted"),
        room.delete(2));
    List<String> back = room.whip("Cam", PUBLISH);
    assertTrue(back.contains("assign c2 0=t3 1=t4@16384x16384"), () -> "" + back);
    room.close(1);
    assertEquals(List.of("close c2", "free p3 LEFT", "request 6 <- deleted"), room.delete(3));
  }

  @Test
  void aViewerSeesTheScreenWhereThereIsNoCamera() {
    room.enter(1, "Ann");
    room.offer(1, "screen screen-audio");
    assertTrue(room.whep("Ann", VIEW).contains("assign c2 0=t2 1=t1@16384x16384"));
    assertEquals(
        "assign c2 0=t3 1=t4@16384x16384",
        room.offer(1, "screen screen-audio microphone camera").getLast());
  }

  @Test
  void offersMustFitTheirEndpoint() {
    assertEquals(List.of("request 1 <- refused BAD_OFFER", "free p1 null"), room.whip("Cam", VIEW));
    assertEquals(
        List.of("request 2 <- refused BAD_OFFER", "free p2 null"), room.whip("Cam", "v=0\r\nx"));
    room.whip("Cam", PUBLISH);
    assertEquals(
        List.of("request 4 <- refused BAD_OFFER", "free p4 null"), room.whep("Cam", PUBLISH));
    room.delete(3);
    assertTrue(room.isEmpty());
  }

  @Test
  void viewersCountInTheLimit() {
    RoomScript small = new RoomScript(2, 8);
    small.whip("Cam", PUBLISH);
    small.whep("Cam", VIEW);
    assertEquals(
        List.of("request 3 <- refused ROOM_FULL", "free p3 null"), small.whep("Cam", VIEW));
    assertEquals(
        List.of("1 <- error room-full", "1 closed 1008 room-full", "free p4 null"),
        small.enter(1, "Ann"));
  }

  @Test
  void trickleAndRestart() {
    room.whip("Cam", PUBLISH);
    assertEquals(
        List.of("candidates c1 ufraga 1", "request 2 <- trickled"),
        room.patch(1, fragment("ufraga", null), "local1"));
    assertEquals(
        List.of("candidates c1 ufraga 1", "request 3 <- trickled"),
        room.patch(1, fragment("ufraga", null)),
        "without If-Match");
    assertEquals(
        List.of("request 4 <- refused PRECONDITION_FAILED"),
        room.patch(1, fragment("ufraga", null), "stale"));
    assertEquals(
        List.of("request 5 <- refused PRECONDITION_FAILED"),
        room.patch(1, fragment("other", null)),
        "of another generation, and without a password");
    assertEquals(
        List.of("apply c1", "candidates c1 again 1", "request 6 <- restarted local2"),
        room.patch(1, fragment("again", "0123456789abcdef01234567"), "*"));
    assertEquals(
        List.of("request 7 <- refused PRECONDITION_FAILED"),
        room.patch(1, fragment("again", null), "local1"));
    assertEquals(
        List.of("candidates c1 again 1", "request 8 <- trickled"),
        room.patch(1, fragment("again", null), "local0", "local2"));
    assertEquals(
        List.of("request 9 <- refused NO_SUCH_SESSION"), room.patch(7, fragment("again", null)));
  }

  private static TrickleFragment.Candidates fragment(String ufrag, @Nullable String password) {
    return new TrickleFragment.Candidates(
        ufrag,
        password,
        null,
        List.of(
            new IceCandidate(
                "1",
                IceCandidate.Protocol.UDP,
                1,
                new InetSocketAddress("192.0.2.7", 7),
                IceCandidate.Type.HOST)),
        false);
  }

  @Test
  void failedMediaEndsTheSession() {
    room.whip("Cam", PUBLISH);
    assertEquals(
        List.of("close c1", "free p1 FAILED"),
        room.media("c1", new PeerEvent.Failed("fingerprint mismatch")));
    assertTrue(room.isEmpty());
  }

  @Test
  void mediaThatNeverConnectsEndsTheSession() {
    room.whip("Cam", PUBLISH);
    assertEquals(List.of("close c1", "free p1 FAILED"), room.timeout(20));
    assertTrue(room.isEmpty());
  }

  @Test
  void lostMediaEndsTheSessionUnlessItComesBack() {
    room.whip("Cam", PUBLISH);
    room.media("c1", CONNECTED);
    assertFalse(room.isWaiting());
    room.media("c1", new PeerEvent.Disconnected());
    room.pass(4);
    room.media("c1", new PeerEvent.Reconnected(MediaPath.UDP));
    assertFalse(room.isWaiting());
    room.media("c1", new PeerEvent.Disconnected());
    assertEquals(List.of("close c1", "free p1 FAILED"), room.timeout(5));
  }

  @Test
  void aFaultOfTheMediaPlaneIsAnswered() {
    room.breakMedia();
    assertEquals(
        List.of(
            "open c1 of p1",
            "apply c1",
            "request 1 <- refused INTERNAL",
            "close c1",
            "free p1 FAILED"),
        room.whip("Cam", PUBLISH));
  }

  @Test
  void shutDownEndsSessions() {
    room.whip("Cam", PUBLISH);
    assertEquals(List.of("close c1", "free p1 REMOVED"), room.shutDown());
    assertEquals(
        List.of("request 2 <- refused SHUTTING_DOWN", "free p2 null"), room.whip("Cam", PUBLISH));
  }
}
