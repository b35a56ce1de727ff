package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.api.Codec;
import org.parley.media.api.CodecType;
import org.parley.media.api.MediaPath;
import org.parley.media.api.Mid;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.RoomEvent;
import org.parley.media.api.TrackId;
import org.parley.signaling.protocol.ClientMessage;

/** Offers, slots and what the media plane tells. */
class RoomMediaScriptTest {
  private static final PeerEvent CONNECTED = new PeerEvent.Connected(MediaPath.UDP);

  private final RoomScript room = new RoomScript();

  @Test
  void twoSeeEachOther() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    assertEquals(
        List.of(
            "open c1 of p1",
            "apply c1",
            "1 <- 3 answer",
            "2 <- 2 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2",
            "1 <- 4 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2",
            "1 <- 5 slots 2=none 3=none"),
        room.offer(1, "microphone camera audio video"));
    assertEquals(
        List.of(
            "open c2 of p2",
            "apply c2",
            "2 <- 3 answer",
            "1 <- 6 changed p2 Bob CONNECTING MICROPHONE:t3 CAMERA-muted:t4",
            "2 <- 4 changed p2 Bob CONNECTING MICROPHONE:t3 CAMERA-muted:t4",
            "assign c1 2=t3 3=t4@640x360",
            "1 <- 7 slots 2=p2/MICROPHONE:t3 3=p2/CAMERA:t4",
            "assign c2 2=t1 3=t2@640x360",
            "2 <- 5 slots 2=p1/MICROPHONE:t1 3=p1/CAMERA:t2"),
        room.offer(2, "microphone camera+ audio video"));
    assertEquals(
        List.of("2 <- 6 changed p1 Ann CONNECTED MICROPHONE:t1 CAMERA:t2"),
        room.media("c1", CONNECTED));
    assertEquals(
        List.of("assign c1 3=t4@1280x720"), room.want(1, "t4 1280 720"), "only the size changed");
    assertEquals(
        List.of("assign c1 3=none", "1 <- 8 slots 2=p2/MICROPHONE:t3 3=none"), room.want(1));
    assertEquals(
        List.of(
            "close c2",
            "free p2 LEFT",
            "1 <- 9 left p2 LEFT",
            "assign c1 2=none",
            "1 <- 10 slots 2=none 3=none"),
        room.close(2));
  }

  @Test
  void shownTracksKeepTheirSlots() {
    room.enter(1, "Viewer");
    room.offer(1, "audio video audio video");
    room.enter(2, "A");
    room.enter(3, "B");
    room.enter(4, "C");
    room.offer(2, "microphone camera");
    room.offer(3, "microphone camera");
    assertEquals(
        "1 <- 12 slots 0=none 1=none 2=p3/MICROPHONE:t3 3=p3/CAMERA:t4",
        last(room.close(2), "1 <- "));
    assertEquals(
        "1 <- 14 slots 0=p4/MICROPHONE:t5 1=p4/CAMERA:t6 2=p3/MICROPHONE:t3 3=p3/CAMERA:t4",
        last(room.offer(4, "microphone camera"), "1 <- "));
    assertEquals(List.of(), room.want(1, "t6 640 360", "t4 640 360"), "order alone moves nothing");
  }

  @Test
  void wantDecidesWhoIsSeenWhenSlotsAreShort() {
    room.enter(1, "Viewer");
    room.offer(1, "video");
    room.enter(2, "A");
    room.offer(2, "camera");
    room.enter(3, "B");
    assertEquals(
        List.of(
            "open c3 of p3",
            "apply c3",
            "3 <- 2 answer",
            "1 <- 8 changed p3 B CONNECTING CAMERA:t2",
            "2 <- 5 changed p3 B CONNECTING CAMERA:t2",
            "3 <- 3 changed p3 B CONNECTING CAMERA:t2",
            "1 <- 9 offer-needed 0 2",
            "2 <- 6 offer-needed 0 1",
            "3 <- 4 offer-needed 0 1"),
        room.offer(3, "camera"));
    assertEquals(
        List.of("assign c1 0=t2@320x180", "1 <- 10 slots 0=p3/CAMERA:t2"),
        room.want(1, "t2 320 180", "t1 320 180"));
    assertEquals(
        List.of(
            "apply c1",
            "1 <- 11 answer",
            "assign c1 1=t1@320x180",
            "1 <- 12 slots 0=p3/CAMERA:t2 1=p2/CAMERA:t1"),
        room.offer(1, "video video"));
  }

  @Test
  void neverAsksForMoreSlotsThanTheLimit() {
    RoomScript small = new RoomScript(10, 4);
    small.enter(1, "Viewer");
    small.offer(1, "audio video");
    for (int i = 2; i <= 5; i++) {
      small.enter(i, "P" + i);
      small.offer(i, "microphone camera");
    }
    small.enter(6, "P6");
    List<String> asked =
        small.offer(6, "microphone camera").stream()
            .filter(line -> line.contains("offer-needed"))
            .toList();
    assertTrue(asked.stream().noneMatch(line -> line.startsWith("1 <- ")), "was asked: " + asked);
    assertTrue(asked.stream().allMatch(line -> line.endsWith("offer-needed 2 2")), "" + asked);
  }

  @Test
  void screensTakeAPairOfTheirOwn() {
    room.enter(1, "Viewer");
    room.offer(1, "audio audio video video");
    room.enter(2, "A");
    assertEquals(
        "1 <- 6 slots 0=p2/MICROPHONE:t1 1=p2/SCREEN_AUDIO:t4 2=p2/CAMERA:t2 3=p2/SCREEN:t3",
        last(room.offer(2, "microphone camera screen screen-audio"), "1 <- "));
  }

  @Test
  void aNewPeerConnectionKeepsTracksAndSlots() {
    room.enter(1, "Ann");
    room.offer(1, "microphone camera audio video");
    room.enter(2, "Bob");
    room.offer(2, "microphone camera audio video");
    assertEquals(
        List.of(
            "open c3 of p1",
            "close c1",
            "apply c3",
            "1 <- 8 answer",
            "2 <- 5 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2",
            "assign c2 2=t1 3=t2@640x360",
            "assign c3 2=t3 3=t4@640x360"),
        room.offer(1, Offers.from("f"), "microphone camera audio video"));
    assertEquals(List.of(), room.media("c1", new PeerEvent.Failed("late")), "the old one's end");
    assertEquals(
        List.of("2 <- 6 changed p1 Ann CONNECTED MICROPHONE:t1 CAMERA:t2"),
        room.media("c3", CONNECTED));
  }

  @Test
  void tracksKeepTheirIdsBySourceAndNotByLine() {
    room.enter(1, "Ann");
    room.offer(1, "microphone camera");
    room.enter(2, "Bob");
    List<String> effects = room.offer(1, Offers.from("f"), "camera microphone screen");
    assertTrue(
        effects.contains("2 <- 2 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2 SCREEN:t3"),
        () -> "" + effects);
  }

  @Test
  void anIceRestartKeepsTheConnection() {
    room.enter(1, "Ann");
    room.offer(1, "microphone");
    room.media("c1", CONNECTED);
    assertEquals(
        List.of("apply c1", "1 <- 4 answer"),
        room.offer(1, Offers.from("1").restarted("again"), "microphone"));
  }

  @Test
  void tracksThatStopAreGoneAndComeBackWithTheirIds() {
    room.enter(1, "Ann");
    room.offer(1, "microphone camera");
    room.enter(2, "Bob");
    assertEquals(
        List.of(
            "apply c1",
            "1 <- 5 answer",
            "2 <- 2 changed p1 Ann CONNECTING MICROPHONE:t1",
            "1 <- 6 changed p1 Ann CONNECTING MICROPHONE:t1"),
        room.offer(1, "microphone -video"));
    assertEquals(
        List.of(
            "apply c1",
            "1 <- 7 answer",
            "2 <- 3 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2",
            "1 <- 8 changed p1 Ann CONNECTING MICROPHONE:t1 CAMERA:t2"),
        room.offer(1, "microphone camera"));
  }

  @Test
  void badOffersChangeNothing() {
    room.enter(1, "Ann");
    assertEquals(
        List.of("1 <- error bad-offer"),
        room.say(1, new ClientMessage.Offer("o", "v=0\r\nnonsense", List.of())));
    room.offer(1, "microphone");
    assertEquals(
        List.of("1 <- error bad-offer"), room.say(1, new ClientMessage.Offer("o", "", List.of())));
    assertEquals(List.of("apply c1", "1 <- 4 answer"), room.offer(1, "microphone"));
  }

  @Test
  void candidatesGoToTheirGenerationOnly() {
    room.enter(1, "Ann");
    String candidate = "candidate:1 1 udp 2130706431 192.0.2.9 5000 typ host";
    assertEquals(List.of(), trickle(candidate, null), "there is no offer yet");
    room.offer(1, "microphone");
    assertEquals(List.of("candidates c1 ufrag1 1"), trickle(candidate, "ufrag1"));
    assertEquals(List.of("candidates c1 ufrag1 1"), trickle(candidate, null));
    assertEquals(List.of(), trickle(candidate, "other"));
    assertEquals(List.of(), trickle("", null), "the end of candidates");
    assertEquals(List.of("1 <- error bad-message"), trickle("nonsense", null));
    assertEquals(List.of(), trickle("candidate:1 1 udp 1 internal.example 5000 typ host", null));
    for (int i = 2; i < 64; i++) {
      trickle(candidate, null);
    }
    assertEquals(List.of(), trickle(candidate, null), "the 65th");
    room.offer(1, Offers.from("1").restarted("again"), "microphone");
    assertEquals(List.of("candidates c1 again 1"), trickle(candidate, null));
  }

  private List<String> trickle(String candidate, @Nullable String ufrag) {
    return room.say(1, new ClientMessage.Candidate(null, candidate, new Mid("0"), ufrag));
  }

  @Test
  void failedMediaAsksForANewConnection() {
    room.enter(1, "Ann");
    room.offer(1, "microphone audio");
    room.enter(2, "Bob");
    room.offer(2, "microphone audio");
    assertEquals(
        List.of(
            "close c1",
            "1 <- error media-failed",
            "2 <- 5 changed p1 Ann RECONNECTING MICROPHONE:t1"),
        room.media("c1", new PeerEvent.Failed("handshake timed out")));
    assertEquals(
        List.of("1 <- error media-failed"),
        room.offer(1, "microphone audio"),
        "the same connection again");
    assertEquals(
        List.of(
            "open c3 of p1",
            "apply c3",
            "1 <- 8 answer",
            "2 <- 6 changed p1 Ann CONNECTING MICROPHONE:t1",
            "assign c2 1=t1",
            "assign c3 1=t2"),
        room.offer(1, Offers.from("f"), "microphone audio"));
  }

  @Test
  void whoHasNeitherMediaNorSocketIsGone() {
    room.enter(1, "Ann");
    room.offer(1, "microphone");
    room.enter(2, "Bob");
    room.drop(1);
    assertEquals(
        List.of("close c1", "free p1 FAILED", "2 <- 3 left p1 FAILED"),
        room.media("c1", new PeerEvent.Failed("closed")));
    room.offer(2, "microphone");
    room.media("c2", new PeerEvent.Failed("closed"));
    assertEquals(List.of("free p2 FAILED"), room.drop(2));
  }

  @Test
  void lostAndRegainedMediaIsTold() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    room.offer(1, "microphone");
    room.media("c1", CONNECTED);
    assertEquals(
        List.of("2 <- 4 changed p1 Ann RECONNECTING MICROPHONE:t1"),
        withoutOfferNeeded(room.media("c1", new PeerEvent.Disconnected())));
    assertEquals(
        List.of("2 <- 5 changed p1 Ann CONNECTED MICROPHONE:t1"),
        room.media("c1", new PeerEvent.Reconnected(MediaPath.TCP)));
    assertEquals(List.of(), room.media("c1", new PeerEvent.PathChanged(MediaPath.UDP)));
  }

  private static List<String> withoutOfferNeeded(List<String> effects) {
    return effects.stream().filter(line -> !line.contains("offer-needed")).toList();
  }

  @Test
  void speakersLayersAndCodecsAreTold() {
    room.enter(1, "Ann");
    room.offer(1, "microphone camera");
    room.enter(2, "Bob");
    room.offer(2, "audio video");
    assertEquals(
        List.of("1 <- speakers [p1]", "2 <- speakers [p1]"),
        room.media(new RoomEvent.SpeakersChanged(List.of(new PeerId("c1"), new PeerId("gone")))));
    assertEquals(
        "3 <- speakers [p1]", room.enter(3, "Cid").get(1), "who comes later hears of it too");
    assertEquals(
        List.of("1 <- 7 layers t2 [f, q]"),
        room.media(
            new RoomEvent.LayersWanted(
                new PeerId("c1"), new TrackId("t2"), Set.of(new Rid("q"), new Rid("f")))));
    assertEquals(
        List.of("2 <- 5 undecodable t2 of p1 VP9"),
        room.media(
            "c2",
            new PeerEvent.TrackUndecodable(
                new Mid("1"), new TrackId("t2"), new Codec(CodecType.VP9, 90000, 1, Map.of()))));
  }

  @Test
  void whoSpeaksIsHeardWhereAudioSlotsAreShort() {
    room.enter(1, "Viewer");
    room.offer(1, "audio");
    room.enter(2, "A");
    room.offer(2, "microphone");
    room.enter(3, "B");
    room.offer(3, "microphone");
    assertEquals(
        List.of("assign c1 0=t2", "1 <- 10 slots 0=p3/MICROPHONE:t2"),
        room.media(new RoomEvent.SpeakersChanged(List.of(new PeerId("c3")))).stream()
            .filter(line -> !line.contains("speakers"))
            .toList());
    assertEquals(
        List.of(),
        room.media(new RoomEvent.SpeakersChanged(List.of())).stream()
            .filter(line -> !line.contains("speakers"))
            .toList(),
        "silence changes nothing");
  }

  @Test
  void aFaultOfTheMediaPlaneEndsTheOneSession() {
    room.enter(1, "Ann");
    room.enter(2, "Bob");
    room.breakMedia();
    assertEquals(
        List.of(
            "open c1 of p1",
            "apply c1",
            "1 <- error internal",
            "1 closed 1011 internal",
            "close c1",
            "free p1 FAILED",
            "2 <- 2 left p1 FAILED"),
        room.offer(1, "microphone"));
  }

  private static String last(List<String> effects, String prefix) {
    return effects.stream()
        .filter(line -> line.startsWith(prefix))
        .reduce((a, b) -> b)
        .orElse("nothing of " + prefix + " in " + effects);
  }
}
