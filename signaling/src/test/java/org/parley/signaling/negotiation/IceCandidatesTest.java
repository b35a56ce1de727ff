package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.IceCandidate;

class IceCandidatesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host generation 0 ufrag abcd",
        "a=candidate:1 1 UDP 2130706431 192.0.2.1 5000 typ host",
        "1 1 udp 2130706431 192.0.2.1 5000 typ host"
      })
  void readsEachForm(String text) {
    IceCandidate candidate =
        new IceCandidate(
            "1",
            IceCandidate.Protocol.UDP,
            2130706431L,
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 5000),
            IceCandidate.Type.HOST);
    assertEquals(new IceCandidates.Parsed.Candidate(candidate), IceCandidates.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host",
        "candidate:1 1 udp 2130706431 2001:db8:0:0:0:0:0:1 5000 typ host",
        "candidate:a+/ 1 tcp 1 192.0.2.1 9 typ host tcptype active",
        "candidate:1 1 tcp 1 192.0.2.1 9 typ host tcptype passive",
        "candidate:1 1 udp 1 192.0.2.1 9 typ srflx raddr 0.0.0.0 rport 9",
        "candidate:1 1 udp 1 2001:db8:0:0:0:0:0:1 9 typ prflx raddr :: rport 9",
        "candidate:1 1 udp 1 192.0.2.1 9 typ relay raddr 0.0.0.0 rport 9"
      })
  void writesWhatItReads(String text) {
    var parsed = assertInstanceOf(IceCandidates.Parsed.Candidate.class, IceCandidates.parse(text));
    assertEquals(text, IceCandidates.format(parsed.candidate()));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "end-of-candidates", "a=end-of-candidates"})
  void knowsTheEnd(String text) {
    assertEquals(new IceCandidates.Parsed.EndOfCandidates(), IceCandidates.parse(text));
  }

  /** Names above all: resolving one would let a peer make us ask its name server. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 1 01234567-89ab-cdef-0123-456789abcdef.local 5000 typ host",
        "candidate:1 1 udp 1 localhost 5000 typ host",
        "candidate:1 1 udp 1 internal.example 5000 typ host",
        "candidate:1 1 udp 1 127.1 5000 typ host",
        "candidate:1 1 udp 1 2130706433 5000 typ host",
        "candidate:1 1 udp 1 256.0.0.1 5000 typ host",
        "candidate:1 1 udp 1 fe80::1%eth0 5000 typ host",
        "candidate:1 1 udp 1 [2001:db8::1] 5000 typ host",
        "candidate:1 2 udp 1 192.0.2.1 5000 typ host",
        "candidate:1 1 dccp 1 192.0.2.1 5000 typ host",
        "candidate:1 1 tcp 1 192.0.2.1 5000 typ host",
        "candidate:1 1 tcp 1 192.0.2.1 5000 typ host tcptype so",
        "candidate:1 1 udp 0 192.0.2.1 5000 typ host",
        "candidate:1 1 udp 4294967295 192.0.2.1 5000 typ host",
        "candidate:1 1 udp 1 192.0.2.1 0 typ host",
        "candidate:1 1 udp 1 192.0.2.1 5000 typ unheard-of"
      })
  void passesOverWhatIsOfNoUse(String text) {
    assertEquals(new IceCandidates.Parsed.Ignored(), IceCandidates.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:",
        "nonsense",
        "candidate:1 1 udp 1 192.0.2.1 5000 host",
        "candidate:1 1 udp 1 192.0.2.1 5000 xyz host",
        "candidate:1 0 udp 1 192.0.2.1 5000 typ host",
        "candidate:1 x udp 1 192.0.2.1 5000 typ host",
        "candidate:1 1 udp -1 192.0.2.1 5000 typ host",
        "candidate:1 1 udp 1 192.0.2.1 65536 typ host",
        "candidate:é 1 udp 1 192.0.2.1 5000 typ host"
      })
  void saysWhatIsMalformed(String text) {
    assertEquals(new IceCandidates.Parsed.Malformed(), IceCandidates.parse(text));
  }

  @Test
  void anOversizedOneIsMalformed() {
    String text = "candidate:1 1 udp 1 192.0.2.1 5000 typ host x " + "y".repeat(512);
    assertEquals(new IceCandidates.Parsed.Malformed(), IceCandidates.parse(text));
  }
}
