package org.parley.media.sctp.association;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.packet.Shutdown;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.packet.ShutdownComplete;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/** RFC 9260 sections 8.4, 8.5 and 9. */
class ShutdownTest {
  private final Script script = new Script();

  /** Every state in which there is an association, or is to be one. */
  enum At {
    COOKIE_WAIT,
    COOKIE_ECHOED,
    ESTABLISHED,
    SHUTDOWN_PENDING,
    SHUTDOWN_SENT,
    SHUTDOWN_RECEIVED,
    SHUTDOWN_ACK_SENT
  }

  private Script at(At state) {
    switch (state) {
      case COOKIE_WAIT -> script.connect();
      case COOKIE_ECHOED -> {
        script.connect();
        script.receive(new InitAck(Script.opening(new Parameter.StateCookie(Script.COOKIE))));
      }
      case ESTABLISHED -> script.established();
      case SHUTDOWN_PENDING -> {
        script.established().send("x");
        script.association.shutdown(script.now());
      }
      case SHUTDOWN_SENT -> {
        script.established().association.shutdown(script.now());
        script.effects();
      }
      case SHUTDOWN_RECEIVED -> {
        script.established().send("x");
        script.receive(new Shutdown(Script.PEER_TSN - 1));
      }
      case SHUTDOWN_ACK_SENT -> script.established().receive(new Shutdown(script.ownTsn - 1));
    }
    return script;
  }

  @ParameterizedTest
  @EnumSource
  void thePeerMayAbort(At state) {
    Abort abort = new Abort(false, List.of(new ErrorCause.UserInitiatedAbort("bye")));
    at(state);
    assertEquals(List.of(), script.receiveWithTag(script.ownTag + 1, abort), "a wrong tag");
    assertEquals(List.of(), script.receiveWithTag(0, abort), "no tag");
    assertEquals(List.of("ended ABORTED_BY_PEER"), script.receive(abort));
    assertFalse(script.association.hasDeadline());
    assertEquals(
        SendResult.ASSOCIATION_CLOSED,
        script.association.send(0, 51, new byte[1], Delivery.RELIABLE, script.now()));
  }

  @ParameterizedTest
  @EnumSource
  void weMayAbort(At state) {
    at(state);
    script.association.abort("enough");
    List<String> expected =
        state == At.COOKIE_WAIT
            ? List.of("ended ABORTED")
            : List.of("ended ABORTED", "> ABORT UserInitiatedAbort");
    assertEquals(expected, script.effects());
    assertFalse(script.association.hasDeadline());
    script.association.abort("again");
    assertEquals(List.of(), script.effects());
  }

  /** With the T bit, the tag is the peer's own (section 8.5.1 B). */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COOKIE_WAIT")
  void thePeerMayAbortWithoutKnowingUs(At state) {
    at(state);
    Abort abort = new Abort(true, List.of());
    assertEquals(List.of(), script.receiveWithTag(script.ownTag, abort));
    assertEquals(List.of("ended ABORTED_BY_PEER"), script.receiveWithTag(Script.PEER_TAG, abort));
  }

  /** Section 9.2 from our side, state by state; with something to say, it is said first. */
  @ParameterizedTest
  @EnumSource
  void weMayShutDown(At state) {
    at(state);
    script.association.shutdown(script.now());
    assertEquals(
        switch (state) {
          case COOKIE_WAIT -> List.of("ended SHUTDOWN");
          case COOKIE_ECHOED -> List.of("ended SHUTDOWN", "> ABORT UserInitiatedAbort");
          case ESTABLISHED -> List.of("> SHUTDOWN 0");
          case SHUTDOWN_PENDING, SHUTDOWN_SENT, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT -> List.of();
        },
        script.effects());
    assertEquals(
        SendResult.ASSOCIATION_CLOSED,
        script.association.send(0, 51, new byte[1], Delivery.RELIABLE, script.now()));
  }

  /** Section 9.2 from the peer's side, state by state, with nothing of ours acknowledged by it. */
  @ParameterizedTest
  @EnumSource
  void thePeerMayShutDown(At state) {
    at(state);
    assertEquals(
        switch (state) {
          case COOKIE_WAIT, COOKIE_ECHOED -> List.of();
          case ESTABLISHED, SHUTDOWN_SENT, SHUTDOWN_ACK_SENT -> List.of("> SHUTDOWN-ACK");
          // Our message is on its way.
          case SHUTDOWN_PENDING, SHUTDOWN_RECEIVED -> List.of();
        },
        script.receive(new Shutdown(script.ownTsn - 1)));
  }

  /** Section 8.5.1 E and section 9.2, state by state. */
  @ParameterizedTest
  @EnumSource
  void theLastWordsOfAShutdownCountOnlyAtItsEnd(At state) {
    at(state);
    assertEquals(
        state == At.SHUTDOWN_SENT || state == At.SHUTDOWN_ACK_SENT
            ? List.of("ended SHUTDOWN", "> SHUTDOWN-COMPLETE")
            : List.of(),
        script.receive(new ShutdownAck()));
  }

  @ParameterizedTest
  @EnumSource
  void itIsCompleteOnlyAtItsEnd(At state) {
    at(state);
    assertEquals(
        state == At.SHUTDOWN_ACK_SENT ? List.of("ended SHUTDOWN") : List.of(),
        script.receive(new ShutdownComplete(false)));
  }

  @Test
  void waitsUntilAllIsAcknowledged() {
    at(At.SHUTDOWN_PENDING);
    assertEquals(List.of(), script.effects());
    assertEquals(
        SendResult.ASSOCIATION_CLOSED,
        script.association.send(0, 51, new byte[1], Delivery.RELIABLE, script.now()));
    assertEquals(List.of("> SHUTDOWN 0"), script.sack(1));
    assertEquals(
        List.of("ended SHUTDOWN", "> SHUTDOWN-COMPLETE"), script.receive(new ShutdownAck()));
    // Section 8.4, 5: our last word was lost.
    assertEquals(List.of("> SHUTDOWN-COMPLETE T"), script.receive(new ShutdownAck()));
    assertEquals(script.ownTag, script.lastTag());
  }

  @Test
  void repeatsShutdownAndTakesDataMeanwhile() {
    at(At.SHUTDOWN_SENT);
    assertEquals(List.of("500 ms > SHUTDOWN 0"), script.advance(600));
    assertEquals(List.of("message 0 late", "> SHUTDOWN 1, SACK 1"), script.data(1, 0, 0, "late"));
    assertEquals(
        List.of(
            "1100 ms > SHUTDOWN 1",
            "2100 ms > SHUTDOWN 1",
            "4100 ms > SHUTDOWN 1",
            "7100 ms > SHUTDOWN 1",
            "10100 ms > SHUTDOWN 1",
            "13100 ms > SHUTDOWN 1",
            "15000 ms ended PEER_LOST",
            "15000 ms > ABORT ProtocolViolation"),
        script.advance(60_000),
        "T2-shutdown, and T5-shutdown-guard");
  }

  @Test
  void answersShutdownWhenAllIsAcknowledged() {
    at(At.SHUTDOWN_RECEIVED);
    assertEquals(List.of("> SHUTDOWN-ACK"), script.sack(1));
    assertEquals(List.of("200 ms > SHUTDOWN-ACK", "600 ms > SHUTDOWN-ACK"), script.advance(600));
    assertEquals(List.of("ended SHUTDOWN"), script.receive(new ShutdownComplete(false)));
  }

  /** The SHUTDOWN itself may acknowledge the last of it. */
  @Test
  void shutdownAcknowledges() {
    script.established().send("x");
    assertEquals(List.of("> SHUTDOWN-ACK"), script.receive(new Shutdown(script.ownTsn)));
    assertEquals(List.of("> SHUTDOWN-ACK"), script.receive(new Shutdown(script.ownTsn)), "again");
    assertEquals(
        List.of("ended SHUTDOWN"),
        script.receiveWithTag(Script.PEER_TAG, new ShutdownComplete(true)));
  }

  @Test
  void bothMayShutDownAtOnce() {
    at(At.SHUTDOWN_SENT);
    assertEquals(List.of("> SHUTDOWN-ACK"), script.receive(new Shutdown(script.ownTsn - 1)));
    assertEquals(
        List.of("ended SHUTDOWN", "> SHUTDOWN-COMPLETE"), script.receive(new ShutdownAck()));
  }

  /** Section 9.2: the peer wants to begin anew, but the old is not over. */
  @Test
  void aNewBeginningWaitsForTheEnd() {
    script.established();
    script.receiveWithTag(0, new Init(Script.opening()));
    int tag = requireNonNull(script.told).tag();
    script.receive(new Shutdown(script.ownTsn - 1));
    assertEquals(List.of("> SHUTDOWN-ACK"), script.receiveWithTag(0, new Init(Script.opening())));
    assertEquals(
        List.of("> SHUTDOWN-ACK, ERROR CookieWhileShuttingDown"),
        script.receiveWithTag(tag, new CookieEcho(script.cookie)));
  }

  /** Section 8.4. */
  @Test
  void answersWhatComesOutOfTheBlue() {
    assertEquals(
        List.of("> ABORT T"), script.packet(7, packet -> Script.write(packet, 1, 0, 0, "x", 3)));
    assertEquals(7, script.lastTag());
    assertEquals(List.of("> SHUTDOWN-COMPLETE T"), script.receiveWithTag(7, new ShutdownAck()));
    assertEquals(List.of("> ABORT T"), script.receiveWithTag(7, new Heartbeat(Opaque.EMPTY)));
    assertEquals(List.of(), script.receiveWithTag(7, new ShutdownComplete(false)));
    assertEquals(List.of(), script.receiveWithTag(7, new Abort(false, List.of())));
    assertEquals(List.of(), script.receiveWithTag(7, new CookieAck()));
    assertEquals(
        List.of(), script.receiveWithTag(7, new OperationError(new ErrorCause.StaleCookie(1))));
    assertEquals(List.of(), script.receiveWithTag(0, new Shutdown(1)), "a tag of nobody");
  }

  @Test
  void aWrongTagMeansNothing() {
    script.established();
    int wrong = script.ownTag + 1;
    assertEquals(List.of(), script.packet(wrong, packet -> Script.write(packet, 1, 0, 0, "x", 3)));
    assertEquals(List.of(), script.receiveWithTag(wrong, new Shutdown(1)));
    assertEquals(List.of(), script.receiveWithTag(wrong, new ShutdownComplete(false)));
    assertEquals(List.of("message 0 x", "> SACK 1"), script.data(1, 0, 0, "x"));
  }
}
