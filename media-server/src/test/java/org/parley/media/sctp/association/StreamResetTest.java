package org.parley.media.sctp.association;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.Parameter.ReconfigResponse;
import org.parley.media.sctp.packet.ReConfig;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** RFC 6525. */
class StreamResetTest {
  private final Script script = new Script().established();

  private List<String> receive(Parameter parameter) {
    return script.receive(new ReConfig(List.of(parameter)));
  }

  private List<String> reset(Integer... streams) {
    script.association.resetStreams(List.of(streams));
    return script.effects();
  }

  private List<String> respond(int number, int result) {
    return receive(new ReconfigResponse(script.ownTsn - 1 + number, result));
  }

  private static Parameter.OutgoingReset request(int number, int lastTsn, Integer... streams) {
    int base = Script.PEER_TSN - 1;
    return new Parameter.OutgoingReset(base + number, 0, base + lastTsn, List.of(streams));
  }

  @Test
  void resetsOurStreams() {
    script.send(1, "a", Delivery.RELIABLE);
    script.send(1, "b", Delivery.RELIABLE);
    script.sack(2);
    assertEquals(List.of("> RE-CONFIG reset 1 [1, 2] after 2"), reset(1, 2));
    assertEquals(
        SendResult.STREAM_CLOSED,
        script.association.send(1, 51, new byte[1], Delivery.RELIABLE, script.now()));
    assertEquals(List.of("outgoing reset [1, 2]"), respond(1, ReconfigResponse.PERFORMED));
    assertEquals(List.of("> DATA 3 1:0 BE c"), script.send(1, "c", Delivery.RELIABLE), "from 0 on");
    assertEquals(List.of(), respond(1, ReconfigResponse.PERFORMED), "once");
  }

  @Test
  void waitsUntilWhatIsQueuedIsAcknowledged() {
    Script small =
        new Script()
            .established(Script.opening(Script.PEER_TAG, 1_200, Script.FORWARD, Script.EXTENSIONS));
    small.association.send(1, 51, new byte[2_000], Delivery.RELIABLE, small.now());
    small.effects();
    small.association.resetStreams(List.of(1));
    assertEquals(List.of(), small.effects());
    assertEquals(List.of("> DATA 2 1:0 E 828 bytes"), small.sackWithWindow(1_200, 1));
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 2"), small.sackWithWindow(1_200, 2));
  }

  /** Nor can it come before the peer knows what of the stream was given up. */
  @Test
  void waitsUntilThePeerKnowsWhatWasGivenUp() {
    script.send(1, "a", new Delivery(true, 0, 0));
    assertEquals(List.of(), reset(1));
    assertEquals(List.of("500 ms > FORWARD-TSN 1 1:0"), script.advance(500));
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 1"), script.sack(1));
  }

  /** A peer that does not read keeps its channel from nothing: what waits is dropped. */
  @Test
  void whatWasNotSentCanBeDropped() {
    Script full =
        new Script()
            .established(Script.opening(Script.PEER_TAG, 1_200, Script.FORWARD, Script.EXTENSIONS));
    for (int i = 0; i < 10; i++) {
      full.association.send(1, 51, new byte[1_000], Delivery.RELIABLE, full.now());
    }
    full.effects();
    assertEquals(9, full.association.discard(1));
    full.association.resetStreams(List.of(1));
    assertEquals(0, full.association.buffered(1));
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 1"), full.sackWithWindow(0, 1));
    assertEquals(0, full.association.queued());
  }

  @Test
  void asksAgainUntilItIsDone() {
    reset(1);
    assertEquals(
        List.of(
            "1000 ms > RE-CONFIG reset 1 [1] after 0", "3000 ms > RE-CONFIG reset 1 [1] after 0"),
        script.advance(3_100),
        "not as soon as data: whoever is slow would end the next channel by it");
    assertEquals(List.of(), respond(1, ReconfigResponse.IN_PROGRESS));
    assertEquals(
        List.of("3600 ms > RE-CONFIG reset 2 [1] after 0"),
        script.advance(1_000),
        "libwebrtc and usrsctp would answer the old number in the same way for ever");
    assertEquals(List.of(), respond(1, ReconfigResponse.PERFORMED), "an answer to the old one");
    assertEquals(List.of("outgoing reset [1]"), respond(2, ReconfigResponse.NOTHING_TO_DO));
    assertEquals(List.of(), script.advance(10_000));
  }

  @Test
  void oneRequestIsOnItsWayAtATime() {
    reset(1);
    assertEquals(List.of(), reset(2));
    assertEquals(List.of(), reset(3));
    assertEquals(
        List.of("outgoing reset [1]", "> RE-CONFIG reset 2 [2, 3] after 0"),
        respond(1, ReconfigResponse.PERFORMED));
  }

  @Test
  void goesOnWhereThePeerRefuses() {
    script.send(1, "a", Delivery.RELIABLE);
    script.sack(1);
    reset(1);
    assertEquals(List.of("reset refused [1]"), respond(1, ReconfigResponse.DENIED));
    assertEquals(List.of("> DATA 2 1:1 BE b"), script.send(1, "b", Delivery.RELIABLE));
  }

  @Test
  void followsThePeer() {
    script.data(1, 1, 0, "a");
    assertEquals(
        List.of("incoming reset [1]", "> RE-CONFIG response 1: 1"), receive(request(1, 1, 1)));
    assertEquals(
        List.of("> RE-CONFIG response 1: 1"), receive(request(1, 1, 1)), "our answer was lost");
    script.data(2, 1, 0, "from 0 on");
    assertEquals(List.of("message 1 c", "> SACK 3"), script.data(3, 1, 1, "c"));
    assertEquals(
        List.of("> RE-CONFIG response 7: 5"), receive(request(7, 1, 1)), "out of sequence");
  }

  /** Section 5.2.2 E4; some ask again by the same number, some by the next one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void waitsForTheDataBefore(int again) {
    assertEquals(List.of("> RE-CONFIG response 1: 6"), receive(request(1, 2, 1)));
    script.data(2, 1, 1, "b");
    assertEquals(List.of("> RE-CONFIG response " + again + ": 6"), receive(request(again, 2, 1)));
    assertEquals(
        List.of(
            "message 1 a",
            "message 1 b",
            "incoming reset [1]",
            "> RE-CONFIG response " + again + ": 1, SACK 2"),
        script.data(1, 1, 0, "a"));
    assertEquals(
        List.of("> RE-CONFIG response " + again + ": 1"),
        receive(request(again, 2, 1)),
        "our answer was lost");
    assertEquals(
        List.of("> RE-CONFIG response " + (again + 1) + ": 1"),
        receive(request(again + 1, 2, 1)),
        "who does not hear answers to old numbers is told once more, and it is done once");
    assertEquals(
        List.of("incoming reset [1]", "> RE-CONFIG response " + (again + 2) + ": 1"),
        receive(request(again + 2, 2, 1)));
  }

  /** aiortc takes "in progress" for the end of its request, and makes the next one. */
  @Test
  void performsAllThatWaited() {
    assertEquals(List.of("> RE-CONFIG response 1: 6"), receive(request(1, 2, 1)));
    assertEquals(List.of("> RE-CONFIG response 2: 6"), receive(request(2, 2, 3)));
    script.data(2, 3, 0, "b");
    assertEquals(
        List.of(
            "message 1 a",
            "incoming reset [1]",
            "incoming reset [3]",
            "> RE-CONFIG response 1: 1, RE-CONFIG response 2: 1, SACK 2"),
        script.data(1, 1, 0, "a"));
    assertEquals(
        List.of("incoming reset [5]", "> RE-CONFIG response 3: 1"), receive(request(3, 2, 5)));
  }

  /** werift and aiortc take the number for free when they are answered. */
  @Test
  void answersTogetherWithItsOwnRequestForTheSameStreams() {
    assertEquals(List.of("> RE-CONFIG reset 1 [3] after 0"), reset(3));
    assertEquals(List.of(), reset(1), "not while another one is on its way");
    script.data(1, 1, 0, "a");
    assertEquals(List.of("incoming reset [1]"), receive(request(1, 1, 1)));
    assertEquals(
        List.of("outgoing reset [3]", "> RE-CONFIG response 1: 1, RE-CONFIG reset 2 [1] after 0"),
        respond(1, ReconfigResponse.PERFORMED));
  }

  @Test
  void answersWithoutItsOwnRequestToWhoAsksAgain() {
    reset(3);
    reset(1);
    script.data(1, 1, 0, "a");
    receive(request(1, 1, 1));
    assertEquals(List.of("> RE-CONFIG response 1: 1"), receive(request(1, 1, 1)));
    assertEquals(
        List.of("outgoing reset [3]", "> RE-CONFIG response 1: 1, RE-CONFIG reset 2 [1] after 0"),
        respond(1, ReconfigResponse.PERFORMED));
  }

  /** aiortc asks once, and for no other stream before it is answered. */
  @Test
  void repeatsItsLastAnswerWithItsNextRequest() {
    script.data(1, 1, 0, "a");
    assertEquals(
        List.of("incoming reset [1]", "> RE-CONFIG response 1: 1"), receive(request(1, 1, 1)));
    assertEquals(
        List.of("> RE-CONFIG response 1: 1, RE-CONFIG reset 1 [3] after 0"), reset(3), "lost?");
  }

  @Test
  void resetsAllStreamsOfThePeer() {
    script.data(1, 1, 0, "a");
    assertEquals(List.of("incoming reset []", "> RE-CONFIG response 1: 1"), receive(request(1, 1)));
    assertEquals(List.of("message 1 b"), script.data(2, 1, 0, "b"));
  }

  /** Section 5.2.3. */
  @Test
  void resetsOurStreamsAtThePeersWish() {
    script.send(1, "a", Delivery.RELIABLE);
    var wish = new Parameter.IncomingReset(Script.PEER_TSN, List.of(1));
    assertEquals(List.of(), receive(wish), "not before it is acknowledged");
    assertEquals(List.of("> RE-CONFIG response 1: 6"), receive(wish), "under way");
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 1"), script.sack(1));
    assertEquals(List.of("outgoing reset [1]"), respond(1, ReconfigResponse.PERFORMED));
  }

  /** Both ask at once: each answers, and both are done. */
  @Test
  void bothResetAtOnce() {
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 0"), reset(1));
    assertEquals(
        List.of("incoming reset [1]", "> RE-CONFIG response 1: 1"), receive(request(1, 0, 1)));
    assertEquals(List.of("outgoing reset [1]"), respond(1, ReconfigResponse.PERFORMED));
    assertEquals(List.of("> DATA 1 1:0 BE a"), script.send(1, "a", Delivery.RELIABLE));
    assertEquals(List.of("message 1 b", "> SACK 1"), script.data(1, 1, 0, "b"));
  }

  /** The number is used again in the packet after the one that reset it. */
  @Test
  void numbersMayBeUsedAgainDirectly() {
    reset(1);
    assertEquals(List.of("outgoing reset [1]"), respond(1, ReconfigResponse.PERFORMED));
    assertEquals(List.of("> DATA 1 1:0 BE a"), script.send(1, "a", Delivery.RELIABLE));
    assertEquals(List.of(), reset(1), "not before that is acknowledged");
    assertEquals(List.of("> RE-CONFIG reset 2 [1] after 1"), script.sack(1));
    assertEquals(List.of("outgoing reset [1]"), respond(2, ReconfigResponse.PERFORMED));
    assertEquals(0, script.association.streamsInUse());
  }

  /** RFC 9260 section 5.2.4 A while a request of ours is not answered: it is forgotten. */
  @Test
  void aRestartForgetsResets() {
    script.send(2, "x", Delivery.RELIABLE);
    reset(1, 2);
    Opening anew = Script.opening(0xCAFE, 50_000, Script.FORWARD, Script.EXTENSIONS);
    script.receiveWithTag(0, new Init(anew));
    Opening told = requireNonNull(script.told);
    assertEquals(
        List.of("restarted", "> COOKIE-ACK"),
        script.receiveWithTag(told.tag(), new CookieEcho(script.cookie)));
    script.ownTag = told.tag();
    script.ownTsn = told.initialTsn();
    assertEquals(List.of(), respond(1, ReconfigResponse.PERFORMED), "of another time");
    assertEquals(List.of("> DATA 1 1:0 BE a"), script.send(1, "a", Delivery.RELIABLE));
    script.sack(1);
    assertEquals(List.of("> RE-CONFIG reset 1 [1] after 1"), reset(1));
    assertEquals(
        List.of("incoming reset [1]", "> RE-CONFIG response 1: 1"), receive(request(1, 0, 1)));
  }

  @Test
  void addsStreamsOfThePeer() {
    assertEquals(
        List.of("> RE-CONFIG response 1: 1"),
        receive(new Parameter.AddOutgoingStreams(Script.PEER_TSN, 100)));
    assertEquals(List.of("message 199 x", "> SACK 1"), script.data(1, 199, 0, "x"));
    assertEquals(
        List.of("> RE-CONFIG response 2: 2"),
        receive(new Parameter.AddOutgoingStreams(Script.PEER_TSN + 1, 65_535)),
        "too many");
  }

  @Test
  void deniesWhatItDoesNotDo() {
    assertEquals(
        List.of("> RE-CONFIG response 1: 2"),
        receive(new Parameter.AssociationReset(Script.PEER_TSN)));
    assertEquals(
        List.of("> RE-CONFIG response 2: 2"),
        receive(new Parameter.AddIncomingStreams(Script.PEER_TSN + 1, 1)));
  }
}
