package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.MediaPath;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.transport.ice.IceEvent.Disconnected;
import org.parley.media.transport.ice.IceEvent.Failed;
import org.parley.media.transport.ice.IceEvent.GenerationRetired;
import org.parley.media.transport.ice.IceEvent.PairRemoved;
import org.parley.media.transport.ice.IceEvent.PairValidated;
import org.parley.media.transport.ice.IceEvent.Reconnected;
import org.parley.media.transport.ice.IceEvent.Selected;
import org.parley.media.transport.ice.IceEvent.SendCheck;

/** With integers for time and a responder that believes everything. */
class IceSessionTest {
  private static final long SECOND = 1_000_000_000L;

  /** Any start will do: times are only compared with each other. */
  private static final long START = Long.MAX_VALUE - 5 * SECOND;

  private static final IceCredentials OURS = new IceCredentials("ours", "a-password-of-22-bytes");
  private static final IceCredentials NEXT = new IceCredentials("next", "b-password-of-22-bytes");
  private static final IceCredentials PEER = new IceCredentials("peer", "c-password-of-22-bytes");
  private static final IceCredentials PEER2 = new IceCredentials("pee2", "d-password-of-22-bytes");
  private static final Pair A = pair(Pair.Transport.UDP, 1001);
  private static final Pair B = pair(Pair.Transport.UDP, 1002);
  private static final Pair C = pair(Pair.Transport.TCP, 1003);

  private final FakeResponder first = new FakeResponder(OURS);
  private final IceSession ice =
      new IceSession(
          new IceTimeouts(30 * SECOND, 8 * SECOND, 20 * SECOND, 25 * SECOND), first, new byte[32]);

  private int transactions;

  @BeforeEach
  void begin() {
    ice.setRemote(PEER, START);
  }

  private static Pair pair(Pair.Transport transport, int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return new Pair(
        transport, new InetSocketAddress(loopback, 10000), new InetSocketAddress(loopback, port));
  }

  /** Each check is a transaction of its own, or it would be taken for a retransmission. */
  private byte[] transaction() {
    return ByteBuffer.allocate(12).putInt(++transactions).array();
  }

  private StunMessage message(
      IceCredentials server, String remote, @Nullable String password, boolean nominate) {
    return Objects.requireNonNull(
        StunMessage.parse(
            Unpooled.wrappedBuffer(
                StunRequests.check(
                    transaction(), server.ufrag() + ":" + remote, password, nominate))));
  }

  private IceSession.Result check(Pair pair, boolean nominate, long seconds) {
    return ice.onMessage(
        pair, message(OURS, "peer", OURS.password(), nominate), START + seconds * SECOND);
  }

  private IceSession.Result checkNext(Pair pair, long seconds) {
    return ice.onMessage(
        pair, message(NEXT, "pee2", NEXT.password(), false), START + seconds * SECOND);
  }

  /** Nothing but checks arrives, unless {@code packetSeconds} says otherwise. */
  private List<IceEvent> tick(long packetSeconds, long seconds) {
    ice.onTimeout(START + packetSeconds * SECOND, START + seconds * SECOND);
    return events();
  }

  /** But for our own checks, which {@link ConsentChecksTest} is about. */
  private List<IceEvent> events() {
    List<IceEvent> events = new ArrayList<>();
    for (IceEvent event = ice.nextEvent(); event != null; event = ice.nextEvent()) {
      if (!(event instanceof SendCheck)) {
        events.add(event);
      }
    }
    return events;
  }

  @Test
  void startsAtTheFirstAuthenticCheckWithoutNomination() {
    assertInstanceOf(IceSession.Answered.class, check(A, false, 1));

    assertEquals(List.of(new PairValidated(A), new Selected(A)), events());
    assertTrue(ice.hasConsent());
  }

  @Test
  void dropsWhatIsNotAuthentic() {
    assertEquals(
        IceSession.Dropped.WRONG_INTEGRITY,
        ice.onMessage(A, message(OURS, "peer", null, true), START));
    assertEquals(
        IceSession.Dropped.WRONG_INTEGRITY,
        ice.onMessage(A, message(OURS, "peer", "guessed", true), START));
    assertEquals(
        IceSession.Dropped.UNKNOWN_UFRAG,
        ice.onMessage(A, message(OURS, "evil", OURS.password(), true), START));
    assertEquals(
        IceSession.Dropped.UNKNOWN_UFRAG,
        ice.onMessage(A, message(NEXT, "peer", OURS.password(), true), START));

    assertEquals(List.of(), events());
    assertEquals(0, first.answered);
    assertFalse(ice.hasConsent());
  }

  @Test
  void limitsTheRateOfChecks() {
    int dropped = 0;
    for (int i = 0; i < 150; i++) {
      if (check(A, false, 1) == IceSession.Dropped.TOO_MANY) {
        dropped++;
      }
    }
    assertEquals(50, dropped);
    assertInstanceOf(IceSession.Answered.class, check(A, false, 2));
  }

  @Test
  void followsTheLatestNomination() {
    check(A, true, 1);
    check(B, false, 2);
    events();
    check(B, true, 3);
    assertEquals(List.of(new Selected(B)), events());
    check(A, false, 4);
    assertEquals(List.of(), events());
    check(A, true, 5);
    assertEquals(List.of(new Selected(A)), events());
  }

  @Test
  void followsAPairThatIsCheckedWhileTheSelectedOneIsNot() {
    check(A, true, 1);
    check(B, false, 4);
    assertEquals(List.of(new PairValidated(A), new Selected(A), new PairValidated(B)), events());
    check(B, false, 7);
    assertEquals(List.of(new Selected(B)), events());
  }

  @Test
  void silenceDisconnectsAndACheckReconnects() {
    check(A, true, 0);
    events();
    assertEquals(List.of(), tick(0, 7));
    assertEquals(List.of(new Disconnected()), tick(0, 8));
    assertFalse(ice.hasConsent());
    assertEquals(List.of(), tick(0, 9));
    check(B, true, 10);
    assertEquals(List.of(new PairValidated(B), new Selected(B), new Reconnected()), events());
    assertTrue(ice.hasConsent());
  }

  @Test
  void mediaKeepsAPeerConnectedButNotBeyondItsConsent() {
    check(A, true, 0);
    events();
    assertEquals(List.of(), tick(19, 19));
    assertEquals(List.of(new Disconnected()), tick(20, 20));
  }

  @Test
  void aVanishedPeerFailsAndFreesEverything() {
    check(A, true, 0);
    check(B, false, 0);
    events();
    assertEquals(List.of(new Disconnected()), tick(0, 8));
    assertEquals(List.of(), tick(0, 24));
    assertEquals(
        List.of(
            new Failed("no consent for 25 s"),
            new PairRemoved(A),
            new PairRemoved(B),
            new GenerationRetired("ours")),
        tick(0, 25));
    assertTrue(first.freed);
    assertEquals(IceSession.Dropped.UNEXPECTED, check(A, true, 26));
  }

  @Test
  void failsWhenNoCheckEverComes() {
    assertEquals(List.of(), tick(0, 29));
    assertEquals(
        List.of(
            new Failed("no connectivity check arrived within 30 s"), new GenerationRetired("ours")),
        tick(0, 30));
  }

  @Test
  void aRestartKeepsTheOldGenerationUntilTheNewOneIsValidated() {
    FakeResponder second = new FakeResponder(NEXT);
    check(A, true, 0);
    events();
    ice.restart(second);
    check(A, true, 1);
    assertEquals(
        IceSession.Dropped.UNKNOWN_UFRAG, checkNext(B, 1), "the peer's half is not known yet");
    ice.setRemote(PEER2, START + SECOND);
    assertEquals(List.of(), tick(1, 2));

    checkNext(B, 3);
    assertEquals(List.of(new PairValidated(B), new Selected(B)), events());
    assertInstanceOf(IceSession.Answered.class, check(A, true, 4));
    assertEquals(List.of(), events(), "the old generation nominates nothing any more");

    checkNext(B, 10);
    assertEquals(List.of(), tick(10, 12));
    assertEquals(List.of(new GenerationRetired("ours")), tick(10, 13));
    assertTrue(first.freed);
    assertFalse(second.freed);
    assertEquals(IceSession.Dropped.UNKNOWN_UFRAG, check(A, true, 14));
  }

  @Test
  void aRestartOnTheSamePairRetiresTheOldGenerationInTime() {
    check(A, true, 0);
    events();
    ice.restart(new FakeResponder(NEXT));
    ice.setRemote(PEER2, START);
    checkNext(A, 1);
    assertEquals(List.of(), tick(1, 5));
    checkNext(A, 6);
    assertEquals(List.of(new GenerationRetired("ours")), tick(6, 11));
  }

  @Test
  void aClosedConnectionGivesWayToAnotherPair() {
    check(C, true, 0);
    check(A, false, 1);
    events();
    ice.onPairClosed(C, START + 2 * SECOND);
    assertEquals(List.of(new Selected(A)), events());
    ice.onPairClosed(A, START + 2 * SECOND);
    assertEquals(List.of(new Disconnected()), events());
    assertFalse(ice.hasConsent());
  }

  @Test
  void pairsAreForgottenAndLimited() {
    check(A, true, 0);
    check(B, false, 0);
    events();
    check(A, true, 20);
    check(A, true, 29);
    assertEquals(List.of(), tick(29, 29));
    assertEquals(List.of(new PairRemoved(B)), tick(30, 30));
    for (int port = 2000; port < 2040; port++) {
      check(pair(Pair.Transport.UDP, port), false, 31);
    }
    List<IceEvent> events = events();
    assertEquals(40, events.stream().filter(PairValidated.class::isInstance).count());
    assertEquals(9, events.stream().filter(PairRemoved.class::isInstance).count());
    assertFalse(events.contains(new PairRemoved(A)));
  }

  @Test
  void knowsARelayedPathByTheCandidateOfTheSameGeneration() {
    check(A, true, 0);
    IceCandidate relayed =
        new IceCandidate("1", IceCandidate.Protocol.UDP, 1, A.remote(), IceCandidate.Type.RELAYED);
    ice.addRemoteCandidate("other", relayed);
    assertEquals(MediaPath.UDP, ice.pathOf(A));
    ice.addRemoteCandidate("peer", relayed);
    assertEquals(MediaPath.RELAY, ice.pathOf(A));
    assertEquals(MediaPath.UDP, ice.pathOf(B));
    assertEquals(MediaPath.TCP, ice.pathOf(C));
  }

  private static final class FakeResponder implements CheckResponder {
    private final IceCredentials credentials;
    int answered;
    boolean freed;

    FakeResponder(IceCredentials credentials) {
      this.credentials = credentials;
    }

    @Override
    public IceCredentials credentials() {
      return credentials;
    }

    @Override
    public Answer answer(Pair pair, byte[] message) {
      answered++;
      boolean nominate = message.length > 20 && contains(message, 0x0025);
      return new Answer(new byte[0], new Check(1, nominate));
    }

    private static boolean contains(byte[] message, int type) {
      int at = 20;
      while (at < message.length) {
        if (((message[at] & 0xFF) << 8 | message[at + 1] & 0xFF) == type) {
          return true;
        }
        int length = (message[at + 2] & 0xFF) << 8 | message[at + 3] & 0xFF;
        at += 4 + ((length + 3) & ~3);
      }
      return false;
    }

    @Override
    public void free() {
      freed = true;
    }
  }
}
