package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.api.IceCredentials;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.testpeer.StunRequests.Attribute;
import org.parley.media.transport.ice.IceEvent.GenerationRetired;
import org.parley.media.transport.ice.IceEvent.PairRemoved;
import org.parley.media.transport.ice.IceEvent.PairValidated;
import org.parley.media.transport.ice.IceEvent.Selected;
import org.parley.media.transport.ice.IceSession.Answered;
import org.parley.media.transport.ice.IceSession.Dropped;
import org.parley.media.transport.ice.IceSession.Result;

/** Which checks of a validated pair the session answers itself, and what they do. */
class RepeatedCheckTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = Long.MAX_VALUE - 5 * SECOND;
  private static final IceCredentials PEER = new IceCredentials("peer", "c-password-of-22-bytes");
  private static final IceCredentials PEER2 = new IceCredentials("pee2", "d-password-of-22-bytes");
  private static final Pair A = pair(Pair.Transport.UDP, 1001);
  private static final Pair B = pair(Pair.Transport.UDP, 1002);

  private final CountingResponder responder = new CountingResponder();
  private final IceSession ice =
      new IceSession(
          new IceTimeouts(30 * SECOND, 8 * SECOND, 20 * SECOND, 25 * SECOND),
          responder,
          new byte[32]);
  private int transactions;

  /** ice4j, and how often it was asked. */
  private static final class CountingResponder implements CheckResponder {
    private final Ice4jResponder ice4j = new Ice4jResponder();
    int asked;

    @Override
    public IceCredentials credentials() {
      return ice4j.credentials();
    }

    @Override
    public Answer answer(Pair pair, byte[] message) {
      asked++;
      Answer answer = ice4j.answer(pair, message);
      assertNotNull(answer);
      return answer;
    }

    @Override
    public void free() {
      ice4j.free();
    }
  }

  @BeforeEach
  void begin() {
    ice.setRemote(PEER, START);
  }

  private static Pair pair(Pair.Transport transport, int port) {
    return new Pair(
        transport,
        new InetSocketAddress("192.0.2.9", 10000),
        new InetSocketAddress("192.0.2.1", port));
  }

  private byte[] transaction() {
    return ByteBuffer.allocate(12).putInt(8, ++transactions).array();
  }

  private Attribute username() {
    return StunRequests.username(responder.credentials().ufrag() + ":peer");
  }

  private byte[] request(boolean nominate) {
    IceCredentials ours = responder.credentials();
    return StunRequests.check(transaction(), ours.ufrag() + ":peer", ours.password(), nominate);
  }

  private Result receive(Pair pair, byte[] request, long seconds) {
    StunMessage message = StunMessage.parse(Unpooled.wrappedBuffer(request));
    assertNotNull(message);
    return ice.onMessage(pair, message, START + seconds * SECOND);
  }

  private byte[] answer(Pair pair, byte[] request, long seconds) {
    return assertInstanceOf(Answered.class, receive(pair, request, seconds)).response().clone();
  }

  private void validate(Pair pair, boolean nominate, long seconds) {
    int asked = responder.asked;
    answer(pair, request(nominate), seconds);
    assertEquals(asked + 1, responder.asked, "the first check of a pair");
  }

  private List<IceEvent> events() {
    List<IceEvent> events = new ArrayList<>();
    for (IceEvent event = ice.nextEvent(); event != null; event = ice.nextEvent()) {
      if (!(event instanceof IceEvent.SendCheck)) {
        events.add(event);
      }
    }
    return events;
  }

  private List<IceEvent> tick(long seconds) {
    ice.onTimeout(START + seconds * SECOND, START + seconds * SECOND);
    return events();
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredWithoutTheResponder(Pair.Transport transport) {
    Pair pair = pair(transport, 1001);
    validate(pair, true, 0);
    events();
    for (int i = 1; i <= 40; i++) {
      byte[] request = request(i % 2 == 0);
      byte[] answer = answer(pair, request, 5L * i / 2);
      assertTrue(StunRequests.isSuccess(answer, Arrays.copyOfRange(request, 8, 20)));
      assertEquals(List.of(), tick(5L * i / 2), "consent goes on");
    }
    assertEquals(1, responder.asked);
  }

  @Test
  void wrongIntegrityIsRefusedAndRenewsNothing() {
    validate(A, true, 0);
    events();
    String username = responder.credentials().ufrag() + ":peer";
    String password = responder.credentials().password();
    for (String wrong : new String[] {"guessed", password.substring(1), password + "x"}) {
      byte[] request = StunRequests.check(transaction(), username, wrong, true);
      assertEquals(Dropped.WRONG_INTEGRITY, receive(A, request, 19));
    }
    byte[] without = StunRequests.check(transaction(), username, null, true);
    assertEquals(Dropped.WRONG_INTEGRITY, receive(A, without, 19));
    byte[] stranger =
        StunRequests.check(
            transaction(), responder.credentials().ufrag() + ":evil", password, true);
    assertEquals(Dropped.UNKNOWN_UFRAG, receive(A, stranger, 19));
    assertEquals(1, responder.asked);
    assertEquals(List.of(new IceEvent.Disconnected()), tick(20));
  }

  static Stream<Arguments> others() {
    Attribute priority = StunRequests.priority();
    Attribute controlling = StunRequests.controlling();
    Attribute controlled = StunRequests.controlled();
    return Stream.of(
        arguments("controlled", true, 487, List.of(priority, controlled)),
        arguments("both roles", true, 487, List.of(priority, controlling, controlled)),
        arguments("no role", true, 0, List.of(priority)),
        arguments("two tie-breakers", true, 0, List.of(priority, controlling, controlling)),
        arguments("no priority", true, 400, List.of(controlling)),
        arguments("no fingerprint", false, 0, List.of(priority, controlling)),
        arguments("unknown", true, 420, List.of(priority, controlling, of(0x7F00, 4))),
        arguments("SHA-256 as well", true, 420, List.of(priority, controlling, of(0x001C, 32))));
  }

  private static Attribute of(int type, int length) {
    return new Attribute(type, new byte[length]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void whatIsNotAPlainCheckGoesToTheResponder(
      String what, boolean fingerprint, int error, List<Attribute> attributes) {
    validate(A, true, 0);
    List<Attribute> all = new ArrayList<>(List.of(username()));
    all.addAll(attributes);
    byte[] request =
        StunRequests.request(transaction(), all, responder.credentials().password(), fingerprint);
    byte[] answer = answer(A, request, 1);
    assertEquals(2, responder.asked);
    ByteBuffer code = StunAttributes.of(answer).find(0x0009);
    assertEquals(error, code == null ? 0 : code.get(2) * 100 + code.get(3));
  }

  @Test
  void whatMayBeIgnoredIsIgnored() {
    validate(A, true, 0);
    List<Attribute> attributes =
        List.of(
            username(),
            of(0xC057, 4),
            of(0x8022, 5),
            StunRequests.controlling(),
            of(0xC001, 4),
            StunRequests.priority());
    byte[] request =
        StunRequests.request(transaction(), attributes, responder.credentials().password(), true);
    assertEquals(64, answer(A, request, 1).length);
    assertEquals(1, responder.asked);
  }

  @Test
  void aNominationOfAnotherValidatedPairSwitches() {
    validate(A, true, 0);
    validate(B, false, 1);
    events();
    answer(A, request(false), 2);
    assertEquals(List.of(), events());
    answer(B, request(true), 3);
    assertEquals(List.of(new Selected(B)), events());
    answer(A, request(false), 4);
    assertEquals(List.of(), events());
    answer(A, request(true), 5);
    assertEquals(List.of(new Selected(A)), events());
    answer(B, request(false), 11);
    assertEquals(List.of(new Selected(B)), events(), "A was not checked for over 5 s");
    assertEquals(2, responder.asked);
  }

  @Test
  void aCheckEndsSilence() {
    validate(A, true, 0);
    events();
    assertEquals(List.of(new IceEvent.Disconnected()), tick(20));
    answer(A, request(false), 21);
    assertEquals(List.of(new IceEvent.Reconnected()), events());
    assertEquals(1, responder.asked);
  }

  @Test
  void aRetransmissionIsAnsweredAlikeAndIsNoNewCheck() {
    validate(A, true, 0);
    validate(B, false, 0);
    byte[] first = request(true);
    byte[] answer = answer(A, first, 1);
    answer(B, request(true), 2);
    events();
    assertArrayEquals(answer, answer(A, first, 3));
    assertEquals(List.of(), events(), "a late nomination changes nothing");
    assertEquals(2, responder.asked);

    answer(B, request(false), 17);
    answer(A, first, 17);
    assertEquals(List.of(), tick(21));
    assertEquals(List.of(new PairRemoved(A)), tick(31), "it was not checked again at 17 s");
  }

  @Test
  void aRecordingIsNotAnsweredElsewhere() {
    byte[] first = request(true);
    answer(A, first, 0);
    byte[] second = request(true);
    answer(A, second, 1);
    events();
    int asked = responder.asked;
    for (byte[] recorded : List.of(first, second)) {
      assertEquals(Dropped.MALFORMED, receive(B, recorded, 16));
    }
    validate(B, false, 16);
    assertEquals(List.of(new PairValidated(B), new Selected(B)), events());
    answer(A, request(true), 16);
    events();
    assertEquals(Dropped.MALFORMED, receive(B, second, 17), "though this pair is validated");
    assertEquals(List.of(), events());
    assertEquals(asked + 1, responder.asked);
  }

  @Test
  void recordingsAreRememberedInAFlood() {
    List<byte[]> requests = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      byte[] request = request(false);
      requests.add(request);
      assertInstanceOf(Answered.class, receive(A, request, i / 50));
    }
    for (int i = 0; i < 800; i += 100) {
      assertEquals(Dropped.MALFORMED, receive(B, requests.get(i), 16));
      assertInstanceOf(Answered.class, receive(A, requests.get(i), 16));
    }
    assertEquals(1, responder.asked);
  }

  @Test
  void otherGenerationsGoToTheirResponders() {
    validate(A, true, 0);
    CountingResponder next = new CountingResponder();
    ice.restart(next);
    ice.setRemote(PEER2, START);
    events();
    answer(A, request(true), 1);
    assertEquals(2, responder.asked, "no longer the latest");

    String username = next.credentials().ufrag() + ":pee2";
    for (int i = 0; i < 3; i++) {
      String password = next.credentials().password();
      answer(A, StunRequests.check(transaction(), username, password, true), 2 + i);
    }
    assertEquals(1, next.asked, "the first of the new one only");
    answer(A, request(true), 6);
    assertEquals(3, responder.asked);
    assertEquals(List.of(new GenerationRetired(responder.credentials().ufrag())), tick(12));
    next.free();
  }

  @Test
  void aRemovedPairIsValidatedAnew() {
    validate(A, true, 0);
    answer(A, request(true), 1);
    ice.onPairClosed(A, START + SECOND);
    events();
    validate(A, true, 2);
    assertTrue(events().contains(new PairValidated(A)));
  }

  @Test
  void theRateIsLimited() {
    validate(A, true, 0);
    int dropped = 0;
    for (int i = 0; i < 149; i++) {
      if (receive(A, request(false), 0) == Dropped.TOO_MANY) {
        dropped++;
      }
    }
    assertEquals(50, dropped);
    assertEquals(1, responder.asked);
    assertFalse(receive(A, request(false), 1) == Dropped.TOO_MANY);
  }
}
