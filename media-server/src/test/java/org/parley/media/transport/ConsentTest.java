package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoops;

/**
 * Peers that send packets all the time and no checks, over real sockets, in a fifth of the time.
 */
@Timeout(60)
class ConsentTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Duration PACKET = Duration.ofMillis(50);

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 2);
  private final RecordingListener listener = new RecordingListener();
  private MediaEndpoint endpoint;
  private int sequence;

  @BeforeEach
  void start() throws IOException {
    endpoint =
        MediaEndpoint.start(
            TransportConfig.of(new InetSocketAddress(LOOPBACK, 0))
                .withTimeouts(
                    new TransportConfig.Timeouts(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(1600),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5))),
            loops);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    loops.close();
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(LOOPBACK, endpoint.port());
  }

  private TestPeer connect(TestLink link) throws Exception {
    PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
    listener.echoTo(transport);
    TestPeer peer = Echoes.peer(transport, link, SrtpProfile.values());
    peer.connect();
    assertTrue(listener.next().startsWith("connected"));
    return peer;
  }

  private long checksSent() {
    return endpoint.counters().value(TransportCounter.CONSENT_CHECKS_SENT);
  }

  /**
   * Sends and reads echoes until one does not come.
   *
   * @return how long all came
   */
  private Duration talk(TestPeer peer, Duration atMost) throws IOException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < atMost.toNanos()) {
      peer.sendRtp(Echoes.rtp(++sequence));
      if (peer.receiveRtp(Duration.ofMillis(700)) == null) {
        break;
      }
      assertNull(peer.receiveMedia(PACKET));
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP", "relay", "relay by the network"})
  void whoAnswersIsNeverCutOff(String way) throws Exception {
    if (way.startsWith("relay")) {
      try (var turn = RelayedLink.startTurn(address(), endpoint, way.equals("relay"))) {
        assertNeverCutOff(new RelayedLink(new InetSocketAddress(LOOPBACK, turn.port()), address()));
      }
    } else {
      assertNeverCutOff(way.equals("UDP") ? TestLink.udp(address()) : TestLink.tcp(address()));
    }
  }

  private void assertNeverCutOff(TestLink link) throws Exception {
    try (TestPeer peer = connect(link)) {
      talk(peer, Duration.ofSeconds(7));
      assertEquals(List.of(), List.copyOf(listener.events));
      assertTrue(checksSent() >= 3 && checksSent() <= 8, "checks: " + checksSent());
      assertEquals(0, endpoint.counters().value(TransportCounter.DROPPED_UNEXPECTED_STUN));
      assertEquals(0, endpoint.counters().value(TransportCounter.DROPPED_WRONG_INTEGRITY));
    }
  }

  @Test
  void whoOnlyAnswersStaysConnected() throws Exception {
    try (TestPeer peer = connect(TestLink.udp(address()))) {
      assertNull(peer.receiveMedia(Duration.ofSeconds(7)));
      assertEquals(List.of(), List.copyOf(listener.events));
      assertTrue(checksSent() >= 4, "checks: " + checksSent());
    }
  }

  @Test
  void whoSendsButAnswersNothingIsCutOffInTime() throws Exception {
    try (TestPeer peer = connect(TestLink.udp(address()))) {
      peer.ignoreChecks();
      Duration talked = talk(peer, Duration.ofSeconds(15));
      assertTrue(talked.compareTo(Duration.ofMillis(6500)) < 0, "cut off after " + talked);
      assertEquals("disconnected", listener.next());
      assertEquals("failed no consent for 5 s", listener.next());
      assertTrue(checksSent() >= 2 && checksSent() <= 4, "checks: " + checksSent());
    }
  }

  @Test
  void whoChecksIsNeverAsked() throws Exception {
    try (TestPeer peer = connect(TestLink.udp(address()))) {
      for (int i = 0; i < 12; i++) {
        assertTrue(peer.check(false, Duration.ofSeconds(1)));
        talk(peer, Duration.ofMillis(400));
      }
      assertEquals(0, checksSent());
      assertEquals(List.of(), List.copyOf(listener.events));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UDP", "TCP"})
  void answersThatNobodyAwaitsAreCounted(String way) throws Exception {
    try (TestPeer peer =
            connect(way.equals("UDP") ? TestLink.udp(address()) : TestLink.tcp(address()));
        TestLink stranger = TestLink.udp(address())) {
      byte[] answer = StunRequests.success(new byte[12], peer.credentials().password());
      stranger.send(answer);
      peer.link().send(answer);
      for (int i = 0;
          i < 20_000 && endpoint.counters().value(TransportCounter.DROPPED_UNEXPECTED_STUN) < 2;
          i++) {
        for (var loop : loops.loops()) {
          loop.eventLoop().submit(() -> {}).await();
        }
      }
      assertEquals(2, endpoint.counters().value(TransportCounter.DROPPED_UNEXPECTED_STUN));
    }
  }
}
