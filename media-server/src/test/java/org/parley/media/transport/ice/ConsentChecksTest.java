package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.IceControlledAttribute;
import org.ice4j.attribute.PriorityAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.message.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.IceCredentials;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.transport.ice.IceEvent.Disconnected;
import org.parley.media.transport.ice.IceEvent.Failed;
import org.parley.media.transport.ice.IceEvent.Reconnected;
import org.parley.media.transport.ice.IceEvent.SendCheck;
import org.parley.media.transport.ice.IceSession.Dropped;
import org.parley.media.transport.ice.IceSession.Renewed;

/** With integers for time: packets arrive all the time, checks do not. */
class ConsentChecksTest {
  private static final long MILLI = 1_000_000L;
  private static final long START = Long.MAX_VALUE - 5000 * MILLI;
  private static final int TICK = 250;
  private static final Pair A = pair(Pair.Transport.UDP, 1001);
  private static final Pair B = pair(Pair.Transport.UDP, 1002);
  private static final Pair C = pair(Pair.Transport.TCP, 1003);

  private record Sent(int at, Pair pair, byte[] request) {
    byte[] transaction() {
      return StunRequests.transactionOf(request);
    }
  }

  private final Ice4jResponder responder = new Ice4jResponder();
  private final IceCredentials ours = responder.credentials();
  private final IceSession ice = session(1, responder);
  private final List<Sent> sent = new ArrayList<>();
  private final List<IceEvent> events = new ArrayList<>();
  private IceCredentials peer = new IceCredentials("peer", "c-password-of-22-bytes");
  private int transactions;
  private int now;

  ConsentChecksTest() {
    ice.setRemote(peer, START);
  }

  private static IceSession session(int seed, Ice4jResponder responder) {
    return new IceSession(
        new IceTimeouts(30_000 * MILLI, 8000 * MILLI, 20_000 * MILLI, 25_000 * MILLI),
        responder,
        secret(seed));
  }

  private static Pair pair(Pair.Transport transport, int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Pair(
        transport, new InetSocketAddress(loopback, 10000), new InetSocketAddress(loopback, port));
  }

  private IceSession.Result receive(Pair pair, byte[] message) {
    StunMessage parsed = StunMessage.parse(Unpooled.wrappedBuffer(message));
    return ice.onMessage(pair, Objects.requireNonNull(parsed), START + now * MILLI);
  }

  private void check(Pair pair, IceCredentials server) {
    byte[] transaction = ByteBuffer.allocate(12).putInt(++transactions).array();
    String username = server.ufrag() + ":" + peer.ufrag();
    assertInstanceOf(
        IceSession.Answered.class,
        receive(pair, StunRequests.check(transaction, username, server.password(), true)));
    collect();
  }

  private void collect() {
    for (IceEvent event = ice.nextEvent(); event != null; event = ice.nextEvent()) {
      if (event instanceof SendCheck(Pair pair, byte[] request)) {
        sent.add(new Sent(now, pair, request));
      } else {
        events.add(event);
      }
    }
  }

  private void connect(Pair pair) {
    check(pair, ours);
    events.clear();
  }

  /** With ticks up to {@code millis}, until a check of ours is sent. */
  private Sent next(int millis) {
    int before = sent.size();
    while (now < millis) {
      tick();
      if (sent.size() > before) {
        return sent.getLast();
      }
    }
    throw new AssertionError("no check until " + millis);
  }

  private void tick() {
    now += TICK;
    ice.onTimeout(START + now * MILLI, START + now * MILLI);
    collect();
  }

  private void tickUntil(int millis) {
    while (now < millis) {
      tick();
    }
  }

  private byte[] success(Sent check) {
    return StunRequests.success(check.transaction(), peer.password());
  }

  @ParameterizedTest
  @ValueSource(ints = {2500, 6000})
  void whoChecksIsNotAsked(int every) {
    connect(A);
    for (int i = 1; i <= 50; i++) {
      tickUntil(i * every);
      check(A, ours);
    }
    assertEquals(List.of(), sent);
    assertEquals(List.of(), events);
  }

  @Test
  void whoAnswersNothingIsAskedForAWhileAndThenLost() {
    connect(A);
    tickUntil(19_750);
    assertEquals(List.of(), events);
    tick();
    assertEquals(List.of(new Disconnected()), events);
    int asked = sent.size();
    assertTrue(asked == 3 || asked == 4, "checks: " + asked);
    tickUntil(24_750);
    assertEquals(asked, sent.size(), "nothing is sent without consent");
    assertEquals(1, events.size());
    tick();
    assertEquals(new Failed("no consent for 25 s"), events.get(1));
  }

  /** RFC 7675 section 5.1: 4 s at least, 0.8 to 1.2 times the basic period at random. */
  @Test
  void checksFollowEachOtherIrregularly() {
    connect(A);
    Set<Integer> pauses = new HashSet<>();
    Set<Integer> gaps = new HashSet<>();
    Set<ByteBuffer> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      int proven = now;
      Sent first = next(proven + 7500);
      assertTrue(first.at() - proven >= 6000, "after " + (first.at() - proven));
      pauses.add(first.at() - proven);
      Sent second = next(first.at() + 6250);
      assertTrue(second.at() - first.at() >= 4000, "after " + (second.at() - first.at()));
      gaps.add(second.at() - first.at());
      assertTrue(ids.add(ByteBuffer.wrap(first.transaction())));
      assertTrue(ids.add(ByteBuffer.wrap(second.transaction())));
      assertInstanceOf(Renewed.class, receive(A, success(i % 2 == 0 ? first : second)));
    }
    assertTrue(pauses.size() > 3 && gaps.size() > 5, pauses + " " + gaps);
    assertEquals(List.of(), events);
  }

  @Test
  void anAnswerRenewsConsentForAsLongAsACheck() {
    connect(A);
    Sent check = next(8000);
    now += 100;
    assertInstanceOf(Renewed.class, receive(A, success(check)));
    int answered = now;
    tickUntil(answered + 19_750);
    assertEquals(List.of(), events);
    tick();
    assertEquals(List.of(new Disconnected()), events);
  }

  @Test
  void aLateAnswerReconnects() {
    connect(A);
    Sent last = next(8000);
    while (ice.hasConsent()) {
      tick();
      last = sent.getLast();
    }
    assertInstanceOf(Renewed.class, receive(A, success(last)));
    collect();
    assertEquals(List.of(new Disconnected(), new Reconnected()), events);
    assertTrue(ice.hasConsent());
    tickUntil(now + 5000);
    assertEquals(2, events.size());
  }

  /** So that a peer that only receives is not lost while it answers. */
  @Test
  void whoSendsNothingButAnswersStaysConnected() {
    connect(A);
    while (now < 60_000) {
      now += TICK;
      ice.onTimeout(START, START + now * MILLI);
      int before = sent.size();
      collect();
      if (sent.size() > before) {
        assertInstanceOf(Renewed.class, receive(A, success(sent.getLast())));
      }
    }
    assertEquals(List.of(), events);
    assertTrue(sent.size() >= 8, "checks: " + sent.size());
  }

  @Test
  void whatIsNoAnswerRenewsNothing() {
    connect(A);
    check(B, ours);
    check(A, ours);
    events.clear();
    Sent check = next(8000);
    assertEquals(A, check.pair());
    byte[] id = check.transaction();
    byte[] near = id.clone();
    near[11]++;

    assertEquals(Dropped.WRONG_INTEGRITY, receive(A, StunRequests.success(id, null)));
    assertEquals(Dropped.WRONG_INTEGRITY, receive(A, StunRequests.success(id, "guessed")));
    assertEquals(Dropped.WRONG_INTEGRITY, receive(A, StunRequests.success(id, ours.password())));
    assertEquals(Dropped.UNEXPECTED, receive(A, StunRequests.success(near, peer.password())));
    assertEquals(Dropped.UNEXPECTED, receive(A, StunRequests.error(id, peer.password())));
    assertEquals(Dropped.UNEXPECTED, receive(B, success(check)), "another pair of the peer's");
    assertEquals(Dropped.UNEXPECTED, receive(C, success(check)), "a stranger");
    assertEquals(Dropped.UNKNOWN_UFRAG, receive(A, check.request()), "our own, sent back");

    tickUntil(20_000);
    assertEquals(List.of(new Disconnected()), events);
  }

  @Test
  void aReplayRenewsNothing() {
    connect(A);
    Sent first = next(8000);
    Sent second = next(15_000);
    assertInstanceOf(Renewed.class, receive(A, success(second)));
    int renewed = now;
    assertEquals(Dropped.UNEXPECTED, receive(A, success(second)));
    assertEquals(Dropped.UNEXPECTED, receive(A, success(first)), "older than what is proven");
    Sent third = next(renewed + 8000);
    assertEquals(Dropped.UNEXPECTED, receive(A, success(second)));
    assertFalse(Arrays.equals(second.transaction(), third.transaction()));
    tickUntil(renewed + 20_000);
    assertEquals(List.of(new Disconnected()), events);
  }

  @Test
  void aRestartAsksWithTheCredentialsOfThePairInUse() throws Exception {
    connect(A);
    Sent old = next(8000);
    byte[] oldAnswer = success(old);
    Ice4jResponder second = new Ice4jResponder();
    ice.restart(second);
    IceCredentials before = peer;
    peer = new IceCredentials("pee2", "d-password-of-22-bytes");
    ice.setRemote(peer, START + now * MILLI);
    Sent still = next(now + 6250);
    assertMeant(still, before, ours);

    check(A, second.credentials());
    assertEquals(Dropped.UNEXPECTED, receive(A, oldAnswer), "of the generation before");
    Sent fresh = next(now + 7500);
    assertMeant(fresh, peer, second.credentials());
    assertEquals(
        Dropped.WRONG_INTEGRITY,
        receive(A, StunRequests.success(fresh.transaction(), before.password())));
    assertEquals(
        Dropped.UNEXPECTED,
        receive(A, StunRequests.success(still.transaction(), before.password())));
    assertInstanceOf(Renewed.class, receive(A, success(fresh)));
  }

  private static void assertMeant(Sent check, IceCredentials remote, IceCredentials local)
      throws Exception {
    StunMessage message = parse(check);
    assertTrue(
        message.hasUsername(
            (remote.ufrag() + ":" + local.ufrag()).getBytes(StandardCharsets.UTF_8)));
    assertTrue(message.integrityMatches(SuccessResponseTest.mac(remote.password())));
  }

  private static StunMessage parse(Sent check) {
    return Objects.requireNonNull(StunMessage.parse(Unpooled.wrappedBuffer(check.request())));
  }

  @Test
  void anotherPairIsAskedOnceItIsSelected() {
    connect(A);
    Sent old = next(8000);
    check(B, ours);
    assertEquals(Dropped.UNEXPECTED, receive(A, success(old)));
    assertEquals(Dropped.UNEXPECTED, receive(B, success(old)));
    assertEquals(B, next(now + 7500).pair());
  }

  @Test
  void theAnswerOfAClosedConnectionReconnectsNothing() {
    connect(C);
    Sent check = next(8000);
    assertEquals(C, check.pair());
    ice.onPairClosed(C, START + now * MILLI);
    assertEquals(Dropped.UNEXPECTED, receive(C, success(check)));
    assertFalse(ice.hasConsent());
  }

  @Test
  void nothingIsAnsweredAfterTheEnd() {
    connect(A);
    Sent check = next(8000);
    ice.close();
    assertEquals(Dropped.UNEXPECTED, receive(A, success(check)));
  }

  /** By two encoders that know nothing of each other. */
  @Test
  void theRequestIsThatOfAControlledAgent() throws Exception {
    connect(A);
    Sent check = next(8000);
    List<StunRequests.Attribute> attributes =
        List.of(
            StunRequests.username(peer.ufrag() + ":" + ours.ufrag()),
            new StunRequests.Attribute(0x0024, new byte[] {110, -1, -1, -1}),
            new StunRequests.Attribute(0x8029, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}));

    assertArrayEquals(
        StunRequests.request(check.transaction(), attributes, peer.password(), true),
        check.request());
    assertEquals(
        List.of(0x0006, 0x0024, 0x8029, 0x0008, 0x8028),
        StunAttributes.of(check.request()).types());
  }

  @Test
  void theRequestIsReadByIce4j() throws Exception {
    connect(A);
    byte[] request = next(8000).request();

    Message decoded = Message.decode(request, 0, request.length);

    assertEquals(Message.BINDING_REQUEST, decoded.getMessageType());
    UsernameAttribute username = (UsernameAttribute) decoded.getAttribute(Attribute.USERNAME);
    assertEquals(
        peer.ufrag() + ":" + ours.ufrag(),
        new String(username.getUsername(), StandardCharsets.UTF_8));
    assertEquals(
        0x6EFFFFFFL, ((PriorityAttribute) decoded.getAttribute(Attribute.PRIORITY)).getPriority());
    assertEquals(
        -1L,
        ((IceControlledAttribute) decoded.getAttribute(Attribute.ICE_CONTROLLED)).getTieBreaker());
    assertNotNull(decoded.getAttribute(Attribute.MESSAGE_INTEGRITY));
    assertNotNull(decoded.getAttribute(Attribute.FINGERPRINT));
  }

  /** RFC 5769 section 2.1 seals its request with a padding of spaces; ours is of zeros. */
  @Test
  void theSealIsThatOfTheSample() throws Exception {
    byte[] sample = StunMessageTest.sample();
    ByteBuffer out = ByteBuffer.wrap(sample.clone());
    Arrays.fill(out.array(), sample.length - StunSeal.LENGTH, sample.length, (byte) 0);
    new StunSeal().close(out, SuccessResponseTest.mac(StunMessageTest.SAMPLE_PASSWORD));
    assertArrayEquals(sample, out.array());
  }

  @Test
  void sessionsDoNotShareTransactions() {
    Set<ByteBuffer> ids = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      ConsentChecks checks = new ConsentChecks(20_000 * MILLI, secret(seed));
      Generation generation = new Generation(responder);
      generation.setRemote(peer);
      byte[] request =
          Objects.requireNonNull(checks.next(new ValidPair(A, generation), 8000 * MILLI));
      assertTrue(ids.add(ByteBuffer.wrap(StunRequests.transactionOf(request))));
    }
  }

  private static byte[] secret(int seed) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    return secret;
  }
}
