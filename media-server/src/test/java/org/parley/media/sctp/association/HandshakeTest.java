package org.parley.media.sctp.association;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.sctp.packet.CookieAck;
import org.parley.media.sctp.packet.CookieEcho;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Init;
import org.parley.media.sctp.packet.InitAck;
import org.parley.media.sctp.packet.Opaque;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.OperationError;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.simulation.Link;
import org.parley.media.sctp.simulation.Network;
import org.parley.media.sctp.simulation.Simulation;

/** RFC 9260 section 5. */
class HandshakeTest {
  private static final Opening PEER =
      Script.opening(Script.FORWARD, Script.EXTENSIONS, new Parameter.StateCookie(Script.COOKIE));

  private final Script script = new Script();

  @Test
  void begins() {
    assertEquals(List.of("> INIT"), script.connect());
    assertEquals(0, script.lastTag());
    assertEquals(List.of("> COOKIE-ECHO"), script.receive(new InitAck(PEER)));
    assertEquals(Script.PEER_TAG, script.lastTag());
    assertEquals(List.of("connected 100 100"), script.receive(new CookieAck()));
    assertEquals(List.of(), script.receive(new CookieAck()), "section 5.2.5");
    assertEquals(List.of(), script.connect(), "there is one");
  }

  @Test
  void answersWithoutKeepingAnything() {
    for (int i = 0; i < 3; i++) {
      assertEquals(List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(PEER)));
      assertEquals(Script.PEER_TAG, script.lastTag());
      assertFalse(script.association.hasDeadline());
    }
    Opening told = requireNonNull(script.told);
    assertEquals(
        List.of("connected 100 100", "> COOKIE-ACK"),
        script.receiveWithTag(told.tag(), new CookieEcho(script.cookie)));
  }

  @Test
  void takesDataWithTheCookie() {
    script.receiveWithTag(0, new Init(PEER));
    int tag = requireNonNull(script.told).tag();
    assertEquals(
        List.of("connected 100 100", "message 0 hi", "> COOKIE-ACK, SACK 1"),
        script.packet(
            tag,
            packet -> {
              new CookieEcho(script.cookie).write(packet);
              Script.write(packet, 1, 0, 0, "hi", 3);
            }));
  }

  @Test
  void repeatsInitEverMoreRarely() {
    script.connect();
    assertEquals(
        List.of("500 ms > INIT", "1500 ms > INIT", "3500 ms > INIT", "6500 ms > INIT"),
        script.advance(7_000));
    List<String> rest = script.advance(100_000);
    assertEquals(17, rest.size(), "20 retransmissions, then the end");
    assertEquals("57500 ms ended PEER_LOST", rest.getLast());
    assertFalse(script.association.hasDeadline());
  }

  @Test
  void repeatsTheCookie() {
    script.connect();
    script.receive(new InitAck(PEER));
    assertEquals(List.of("500 ms > COOKIE-ECHO", "1500 ms > COOKIE-ECHO"), script.advance(2_000));
    assertEquals(List.of("connected 100 100"), script.receive(new CookieAck()));
  }

  /** Section 5.2.4 D: the COOKIE-ACK was lost. */
  @Test
  void acknowledgesTheCookieAgain() {
    script.receiveWithTag(0, new Init(PEER));
    int tag = requireNonNull(script.told).tag();
    script.receiveWithTag(tag, new CookieEcho(script.cookie));
    script.at(500_000);
    assertEquals(
        List.of("> COOKIE-ACK"),
        script.receiveWithTag(tag, new CookieEcho(script.cookie)),
        "however old it is");
  }

  /** Section 5.2.1: the answer says what our own INIT said. */
  @Test
  void answersInitWhileItWaits() {
    script.connect();
    assertEquals(List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(PEER)));
    Opening told = requireNonNull(script.told);
    assertEquals(script.ownTag, told.tag());
    assertEquals(script.ownTsn, told.initialTsn());
    // Case B: the cookie comes before the answer to our INIT.
    assertEquals(
        List.of("connected 100 100", "> COOKIE-ACK"),
        script.receive(new CookieEcho(script.cookie)));
    assertEquals(List.of(), script.receive(new InitAck(PEER)), "section 5.2.3");
    assertEquals(List.of("message 0 x", "> SACK 1"), script.data(1, 0, 0, "x"));
  }

  @Test
  void answersInitAfterItsCookie() {
    script.connect();
    script.receive(new InitAck(PEER));
    assertEquals(List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(PEER)));
    assertEquals(script.ownTag, requireNonNull(script.told).tag());
    assertEquals(script.ownTsn, script.told.initialTsn());
    assertEquals(
        List.of("connected 100 100", "> COOKIE-ACK"),
        script.receive(new CookieEcho(script.cookie)),
        "case D");
  }

  /** Both begin, with every order of packets that a network may bring about. */
  @Test
  void connectsOnceWhenBothBegin() {
    for (int seed = 0; seed < 200; seed++) {
      Simulation simulation = Simulation.of(new Link(200, 100, 10_000, 100_000, 0, 0), seed);
      simulation.a.association.connect(simulation.now());
      simulation.run(seed % 7 * 10L * Network.MILLISECOND);
      simulation.b.association.connect(simulation.now());
      simulation.run(60 * Network.SECOND);
      List<AssociationEvent> once = List.of(new AssociationEvent.Connected(65_535, 65_535));
      assertEquals(once, simulation.a.events, "seed " + seed);
      assertEquals(once, simulation.b.events, "seed " + seed);
    }
  }

  /** Section 5.2.4 A. */
  @Test
  void followsARestartOfThePeer() {
    script.established();
    script.data(1, 0, 0, "before");
    script.send("lost");
    Opening anew = Script.opening(0xCAFE, 50_000, Script.FORWARD, Script.EXTENSIONS);
    assertEquals(List.of("> INIT-ACK"), script.receiveWithTag(0, new Init(anew)));
    Opening told = requireNonNull(script.told);
    assertNotEquals(script.ownTag, told.tag());
    int oldTag = script.ownTag;
    assertEquals(
        List.of("restarted", "> COOKIE-ACK"),
        script.receiveWithTag(told.tag(), new CookieEcho(script.cookie)));
    assertEquals(0xCAFE, script.lastTag());
    assertEquals(List.of(), script.packet(oldTag, p -> Script.write(p, 1, 0, 0, "old", 3)));
    script.ownTag = told.tag();
    script.ownTsn = told.initialTsn();
    assertEquals(List.of("message 0 new", "> SACK 1"), script.data(1, 0, 0, "new"));
    assertEquals(List.of("> DATA 1 0:0 BE a"), script.send("a"), "numbers begin anew");
  }

  /** Section 5.2.4 C and whatever else has wrong ties. */
  @Test
  void dropsACookieOfAnotherTime() {
    Script.opening();
    script.receiveWithTag(0, new Init(PEER));
    Opaque first = script.cookie;
    int firstTag = requireNonNull(script.told).tag();
    script.receiveWithTag(0, new Init(PEER));
    script.receiveWithTag(requireNonNull(script.told).tag(), new CookieEcho(script.cookie));
    assertEquals(List.of(), script.receiveWithTag(firstTag, new CookieEcho(first)));
    assertEquals(1, script.association.counters().count(AssociationCounter.DROPPED_COOKIE));
  }

  @Test
  void dropsCookiesThatAreNotOurs() {
    script.receiveWithTag(0, new Init(PEER));
    int tag = requireNonNull(script.told).tag();
    byte[] bytes = script.cookie.bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] forged = bytes.clone();
      forged[i] ^= 1;
      assertEquals(List.of(), script.receiveWithTag(tag, new CookieEcho(new Opaque(forged))));
    }
    assertEquals(
        List.of(), script.receiveWithTag(tag + 1, new CookieEcho(script.cookie)), "wrong tag");
    assertEquals(List.of(), script.receiveWithTag(tag, new CookieEcho(new Opaque(new byte[3]))));
    assertEquals(
        List.of("connected 100 100", "> COOKIE-ACK"),
        script.receiveWithTag(tag, new CookieEcho(script.cookie)));
  }

  /** Section 5.1.5. */
  @Test
  void refusesAStaleCookie() {
    script.receiveWithTag(0, new Init(PEER));
    script.at(60_001);
    assertEquals(
        List.of("> ERROR StaleCookie"),
        script.receiveWithTag(requireNonNull(script.told).tag(), new CookieEcho(script.cookie)));
    assertEquals(Script.PEER_TAG, script.lastTag());
  }

  /** Section 5.2.6. */
  @Test
  void asksForALongerLifeOfTheCookie() {
    script.connect();
    script.receive(new InitAck(PEER));
    int tag = script.ownTag;
    var stale = new OperationError(new ErrorCause.StaleCookie(2_000_000));
    assertEquals(List.of("> INIT"), script.receive(stale));
    assertNotEquals(tag, script.ownTag);
    Parameter.CookiePreservative longer =
        requireNonNull(script.told).parameter(Parameter.CookiePreservative.class);
    assertEquals(new Parameter.CookiePreservative(5_000), longer);
    script.receive(new InitAck(PEER));
    assertEquals(List.of("ended PEER_LOST"), script.receive(stale), "once is enough");
  }

  @Test
  void refusesInitsThatMakeNoSense() {
    assertEquals(List.of(), script.receiveWithTag(0, new Init(Script.opening(0, 1))), "no tag");
    assertEquals(
        List.of("> ABORT InvalidMandatoryParameter"),
        script.receiveWithTag(0, new Init(new Opening(1, 1, 0, 1, 1, List.of()))));
    assertEquals(List.of(), script.receiveWithTag(5, new Init(PEER)), "a tag in the header");
    assertEquals(List.of(), script.receiveWithTag(0, new Init(PEER), new CookieAck()), "not alone");
  }

  @Test
  void refusesAnInitAckWithoutACookie() {
    script.connect();
    assertEquals(
        List.of("ended PROTOCOL_VIOLATION", "> ABORT MissingParameters"),
        script.receive(new InitAck(Script.opening())));
  }

  @Test
  void reportsParametersThatItDoesNotKnow() {
    Opening strange =
        Script.opening(
            new Parameter.Unknown(0x8042, Opaque.EMPTY),
            new Parameter.Unknown(0xC042, Opaque.EMPTY),
            Script.FORWARD,
            new Parameter.Unknown(0x4042, Opaque.EMPTY),
            Script.EXTENSIONS);
    script.receiveWithTag(0, new Init(strange));
    List<Parameter> reported = new ArrayList<>(requireNonNull(script.told).parameters());
    reported.removeIf(parameter -> !(parameter instanceof Parameter.Unrecognized));
    assertEquals(
        List.of(
            new Parameter.Unrecognized(new Opaque(new byte[] {(byte) 0xC0, 0x42, 0, 4})),
            new Parameter.Unrecognized(new Opaque(new byte[] {0x40, 0x42, 0, 4}))),
        reported);
    script.receiveWithTag(requireNonNull(script.told).tag(), new CookieEcho(script.cookie));
    script.association.resetStreams(List.of(1));
    assertEquals(
        List.of("reset refused [1]"), script.effects(), "the parameters behind do not count");
  }

  /** RFC 9653: only with who speaks of it first. */
  @Test
  void acceptsZeroChecksumsFromWhoDoes() {
    Script zero = new Script(AssociationConfig.forDataChannels());
    zero.connect();
    assertNull(requireNonNull(zero.told).parameter(Parameter.ZeroChecksumAcceptable.class), "INIT");
    zero.receiveWithTag(0, new Init(PEER));
    assertNull(requireNonNull(zero.told).parameter(Parameter.ZeroChecksumAcceptable.class));
    Parameter offer = new Parameter.ZeroChecksumAcceptable(1);
    zero.receiveWithTag(0, new Init(Script.opening(Script.FORWARD, offer)));
    assertEquals(
        offer,
        requireNonNull(zero.told).parameter(Parameter.ZeroChecksumAcceptable.class),
        "INIT-ACK");
    zero.receive(new CookieEcho(zero.cookie));
    zero.send("x");
    assertTrue(zero.lastChecksumWasZero());
  }

  @Test
  void agreesOnStreamsAndExtensions() {
    Opening few = new Opening(Script.PEER_TAG, 1_000, 7, 3, 1, PEER.parameters());
    script.connect();
    script.receive(new InitAck(few));
    assertEquals(List.of("connected 3 7"), script.receive(new CookieAck()));
    assertNull(
        requireNonNull(script.told).parameter(Parameter.ZeroChecksumAcceptable.class),
        "not offered");
  }
}
