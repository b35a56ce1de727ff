package org.parley.turn.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerRulesTest {
  private static final IpAddress OWN = ip("203.0.113.5");
  private static final IpAddress OTHER_OWN = ip("2001:db8::5");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.192",
        "224.0.0.1",
        "239.1.2.3",
        "255.255.255.255",
        "240.0.0.1",
        "168.63.129.16",
        "::",
        "::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "64:ff9b:1::8.8.8.8",
        "fd00:ec2::254",
        "203.0.113.5",
        "2001:db8::5"
      })
  void deniesByDefault(String address) {
    assertDenied(rules("", ""), address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:%s", // mapped
        "::%s", // compatible
        "::ffff:0:%s", // translated
        "64:ff9b::%s", // NAT64
        "2001:db8:1::5efe:%s", // ISATAP
        "2001:db8:1::200:5efe:%s"
      })
  void deniesEveryFormThatEndsInIpv4(String form) {
    for (String inside : List.of("127.0.0.1", "10.1.2.3", "169.254.169.254", "203.0.113.5")) {
      assertDenied(rules("", ""), form.formatted(inside));
    }
    assertAllowed(rules("", ""), form.formatted("198.51.100.1"));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          6to4 of 127.0.0.1,                2002:7f00:1::1
          6to4 of 10.0.0.1,                 2002:a00:1::
          Teredo server 10.0.0.1,           2001:0:a00:1:0:0:39cc:9bfe
          Teredo client 127.0.0.1 inverted, 2001:0:c633:6401:0:0:80ff:fffe
          """)
  void deniesWhatTunnelsInside(String why, String address) {
    assertDenied(rules("", ""), address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.1.1",
        "223.255.255.255",
        "2001:db8::1",
        "2606:4700::1111",
        "2002:c633:6401::1",
        "2001:0:c633:6401:0:0:39cc:9bfe"
      })
  void allowsTheOutside(String address) {
    assertAllowed(rules("", ""), address);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # allow,          deny,           address,      allowed
          127.0.0.0/8,      '',             127.0.0.1,    true
          127.0.0.1,        '',             127.0.0.2,    false
          10.1.0.0/16,      '',             10.1.2.3,     true
          10.1.0.0/16,      '',             10.2.2.3,     false
          0.0.0.0/0,        '',             10.2.2.3,     false
          203.0.113.0/24,   '',             203.0.113.5,  false
          203.0.113.5/32,   '',             203.0.113.5,  true
          8.8.8.0/24,       8.8.0.0/16,     8.8.8.8,      true
          8.8.8.0/24,       8.8.8.0/24,     8.8.8.8,      false
          8.8.0.0/16,       8.8.8.0/24,     8.8.8.8,      false
          '',               8.8.8.8,        8.8.8.8,      false
          '',               8.8.8.8,        ::ffff:8.8.8.8, false
          '',               8.8.8.8,        64:ff9b::8.8.8.8, false
          10.1.0.0/16,      '',             64:ff9b::10.1.2.3, true
          '',               ::/0,           8.8.8.8,      false
          ::1,              '',             ::1,          true
          2001:db8::/32,    2001:db8::/48,  2001:db8:1::1, true
          2001:db8::/32,    2001:db8::/48,  2001:db8::1,  false
          """)
  void theMoreSpecificDecidesAndDenyBetweenEquals(
      String allow, String deny, String address, boolean allowed) {
    if (allowed) {
      assertAllowed(rules(allow, deny), address);
    } else {
      assertDenied(rules(allow, deny), address);
    }
  }

  @Test
  void someOwnAddressesServePeers() {
    PeerRules rules = new PeerRules(List.of(), List.of(), List.of(OWN, OTHER_OWN), List.of(OWN));
    assertInstanceOf(Verdict.OwnAddress.class, rules.judge(OWN));
    assertInstanceOf(Verdict.Denied.class, rules.judge(OTHER_OWN));
    assertInstanceOf(Verdict.Denied.class, rules.judge(ip("64:ff9b::203.0.113.5")));
    PeerRules denied =
        new PeerRules(List.of(), networks("203.0.113.5"), List.of(OWN), List.of(OWN));
    assertInstanceOf(Verdict.Denied.class, denied.judge(OWN));
  }

  @Test
  void namesTheRule() {
    assertEquals(
        new Verdict.Denied("turn.peers.deny 8.8.8.0/24"),
        rules("", "8.8.8.0/24").judge(ip("8.8.8.8")));
    assertEquals(
        new Verdict.Denied("default, loopback 127.0.0.0/8"), rules("", "").judge(ip("127.0.0.1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "localhost", "10.0.0.0/x"})
  void refusesWhatIsNoNetwork(String text) {
    assertThrows(IllegalArgumentException.class, () -> Network.parse(text));
  }

  private static void assertDenied(PeerRules rules, String address) {
    assertInstanceOf(Verdict.Denied.class, rules.judge(ip(address)), address);
  }

  private static void assertAllowed(PeerRules rules, String address) {
    assertEquals(new Verdict.Allowed(), rules.judge(ip(address)), address);
  }

  private static PeerRules rules(String allow, String deny) {
    return new PeerRules(networks(allow), networks(deny), List.of(OWN, OTHER_OWN), List.of());
  }

  private static List<Network> networks(String texts) {
    return Stream.of(texts.split(" ")).filter(t -> !t.isEmpty()).map(Network::parse).toList();
  }

  private static IpAddress ip(String literal) {
    return IpAddress.of(InetAddress.ofLiteral(literal));
  }
}
