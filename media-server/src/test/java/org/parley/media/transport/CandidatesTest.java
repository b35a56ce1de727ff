package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCandidate.Protocol;

class CandidatesTest {
  private static final int PORT = 10000;
  private static final InetSocketAddress LAN = address("192.0.2.1");
  private static final InetSocketAddress LAN6 = address("2001:db8::1");
  private static final InetSocketAddress LOOPBACK = address("127.0.0.1");
  private static final AnnouncedAddress PUBLIC = AnnouncedAddress.parse("198.51.100.7:443");

  private static InetSocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), PORT);
  }

  private static List<String> offered(
      List<InetSocketAddress> bound,
      List<AnnouncedAddress> announced,
      @Nullable InetAddress reachedBy) {
    List<String> offered = new ArrayList<>();
    for (IceCandidate each : Candidates.of(bound, announced, reachedBy)) {
      if (each.protocol() == Protocol.UDP) {
        offered.add(each.address().getAddress().getHostAddress() + ":" + each.address().getPort());
      }
    }
    return offered;
  }

  @Test
  void announcedComeFirstAndLoopbackNotAtAll() {
    assertEquals(
        List.of("198.51.100.7:443", "192.0.2.1:10000", "2001:db8:0:0:0:0:0:1:10000"),
        offered(List.of(LAN, LAN6, LOOPBACK), List.of(PUBLIC), null));
  }

  @Test
  void theAddressThatTheClientCameByComesFirstIfItIsOurs() {
    assertEquals(
        List.of("127.0.0.1:10000", "192.0.2.1:10000"),
        offered(List.of(LAN, LOOPBACK), List.of(), LOOPBACK.getAddress()));
    assertEquals(
        List.of("192.0.2.1:10000", "198.51.100.7:443"),
        offered(List.of(LAN, LOOPBACK), List.of(PUBLIC), LAN.getAddress()));
    assertEquals(
        List.of("192.0.2.1:10000"),
        offered(List.of(LAN, LOOPBACK), List.of(), InetAddress.ofLiteral("203.0.113.9")));
  }

  @Test
  void loopbackIsOfferedWhenThereIsNothingElse() {
    assertEquals(List.of("127.0.0.1:10000"), offered(List.of(LOOPBACK), List.of(), null));
  }

  @Test
  void prioritiesFollowTheFormulaAndTheOrder() {
    List<IceCandidate> candidates =
        Candidates.of(List.of(LAN, LAN6, LOOPBACK), List.of(PUBLIC), null);

    assertEquals(6, candidates.size());
    // RFC 8445 section 5.1.2.1 with type preference 126, RFC 6544 section 4.2 with 90.
    assertEquals((126L << 24) + (65535L << 8) + 255, candidates.get(0).priority());
    assertEquals((90L << 24) + (((4L << 13) + 8191) << 8) + 255, candidates.get(3).priority());
    for (int i = 1; i < candidates.size(); i++) {
      assertTrue(candidates.get(i).priority() < candidates.get(i - 1).priority());
    }
    Set<String> foundations = new HashSet<>();
    candidates.forEach(candidate -> foundations.add(candidate.foundation()));
    assertEquals(6, foundations.size());
    assertEquals(candidates, Candidates.of(List.of(LAN, LAN6, LOOPBACK), List.of(PUBLIC), null));
  }
}
