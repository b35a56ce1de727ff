package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.net.TurnCounters;
import org.parley.turn.net.TurnServer;

/** A peer behind a relay of the same process. */
@Timeout(60)
class RelayPassageTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 2);
  private final RecordingListener listener = new RecordingListener();
  private MediaEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint = MediaEndpoint.start(TransportConfig.of(new InetSocketAddress(LOOPBACK, 0)), loops);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    loops.close();
  }

  private InetSocketAddress media() {
    return new InetSocketAddress(LOOPBACK, endpoint.port());
  }

  private RelayedLink link(TurnServer turn) throws Exception {
    return new RelayedLink(new InetSocketAddress(LOOPBACK, turn.port()), media());
  }

  private PeerTransport open() {
    PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
    listener.echoTo(transport);
    return transport;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void checksHandshakeAndMediaGoBothWays(boolean shortcut) throws Exception {
    try (TurnServer turn = RelayedLink.startTurn(media(), endpoint, shortcut)) {
      for (int i = 0; i < 4; i++) {
        // Peers of both loops.
        RelayedLink link = link(turn);
        PeerTransport transport = open();
        try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.values())) {
          peer.connect();
          assertEquals("connected UDP", listener.next());
          for (int sequence = 1; sequence <= 20; sequence++) {
            Echoes.assertEchoed(peer, sequence);
          }
          peer.sendData(new byte[] {(byte) i, 1});
          assertArrayEquals(new byte[] {(byte) i, 1}, peer.receiveData(Duration.ofSeconds(5)));
        }
      }
      TurnCounters.Shortcut counted = turn.counters().shortcut();
      if (shortcut) {
        assertTrue(counted.toMedia() >= 4 * 20, counted::toString);
        assertTrue(counted.fromMedia() >= 4 * 19, counted::toString);
        assertEquals(0, counted.dropped());
      } else {
        assertEquals(new TurnCounters.Shortcut(0, 0, 0), counted);
      }
    }
  }

  @Test
  void whatIsSentAfterTheEndOfTheRelayReachesNobody() throws Exception {
    try (TurnServer turn = RelayedLink.startTurn(media(), endpoint, true)) {
      RelayedLink link = link(turn);
      PeerTransport transport = open();
      try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.values())) {
        peer.connect();
        assertEquals("connected UDP", listener.next());
        Echoes.assertEchoed(peer, 1);
        link.endRelay();
        for (int i = 0; i < 20_000 && endpoint.passage().relay(address(link)) != null; i++) {
          turn.allocations().join();
        }
        assertNull(endpoint.passage().relay(address(link)));
        long before = turn.counters().shortcut().fromMedia();
        transport
            .owner()
            .eventLoop()
            .submit(() -> listener.onRtp(Echoes.rtp(2), 0))
            .syncUninterruptibly();
        transport.owner().eventLoop().submit(() -> {}).syncUninterruptibly();
        assertNull(peer.receiveMedia(Duration.ofMillis(200)));
        assertEquals(before, turn.counters().shortcut().fromMedia());

        // The peer comes back by another relay.
        RelayedLink other = link(turn);
        peer.moveTo(other);
        assertTrue(peer.check(true, Duration.ofSeconds(5)));
        Echoes.assertEchoed(peer, 3);
        assertTrue(turn.counters().shortcut().fromMedia() > before);
      }
    }
  }

  private static RemoteAddress address(RelayedLink link) {
    return RemoteAddress.of(link.relayed());
  }
}
