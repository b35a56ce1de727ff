package org.parley.signaling.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.config.ConfigReader;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.doctor.client.Wires;

class ExaminationTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final Target UDP =
      new Target("UDP", Wires.Kind.UDP, new InetSocketAddress("192.0.2.1", 3478), "turn.listen");

  private final List<String> settings =
      new ArrayList<>(List.of("server.listen=127.0.0.1:8080", "turn.secret=0123456789abcdef"));
  private List<String> own = List.of("127.0.0.1", "203.0.113.7");
  private List<String> clients = List.of();
  private boolean container;
  private int receiveBytes = 4 << 20;
  private Instant built = NOW;

  @Test
  void nothingIsSaidWhereAllIsWell() throws Exception {
    assertEquals(List.of(), findings(echo("203.0.113.7")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0   | Allocate was not answered      | turn.listen, and whether a firewall
          403 | CreatePermission was refused   | turn.peers.deny
          486 | Allocate was answered by 486   | turn.quota.allocationsPerUser
          508 | Allocate was answered by 508   | turn.relayPorts (49152-65535)
          """)
  void whatFailsIsAProblemWithItsSetting(int code, String reason, String setting) throws Exception {
    List<Finding> findings = findings(new ProbeResult(UDP, new ProbeResult.Failed(reason, code)));
    assertEquals(Finding.Level.PROBLEM, findings.getFirst().level());
    assertSays(findings, "TURN over UDP at 192.0.2.1:3478 does not serve: " + reason);
    assertSays(findings, setting);
  }

  @Test
  void aPrivateRelayIsAProblemOnlyForClientsFromOutside() throws Exception {
    own = List.of("127.0.0.1", "192.168.1.5");
    assertEquals(Finding.Level.NOTE, findings(echo("192.168.1.5")).getFirst().level());

    clients = List.of("198.51.100.9");
    List<Finding> findings = findings(echo("192.168.1.5"));
    assertEquals(Finding.Level.PROBLEM, findings.getFirst().level());
    assertSays(findings, "a client came from 198.51.100.9");
    assertSays(findings, "set turn.relayAddress or media.announce");
  }

  @Test
  void relaysOfTheLoopbackAreMeantForThisMachine() throws Exception {
    assertEquals(List.of(), findings(echo("127.0.0.1")));
  }

  @Test
  void behindAProxyClientsComeFromOutside() throws Exception {
    own = List.of("127.0.0.1", "10.0.0.5");
    settings.add("server.trustedProxies=10.0.0.0/8");
    assertSays(findings(echo("10.0.0.5")), "server.trustedProxies");
  }

  @Test
  void theBridgeOfAContainerIsNamed() throws Exception {
    own = List.of("127.0.0.1", "172.17.0.2");
    container = true;
    List<Finding> findings = findings(echo("172.17.0.2"));
    assertEquals(Finding.Level.WARNING, findings.getFirst().level());
    assertSays(findings, "the inner address of a container");
    assertSays(findings, "publish turn.relayPorts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          turn.relayPorts=50000-50049   | turn.relayPorts (50000-50049) are only 50 ports
          turn.quota.allocations=20000  | turn.quota.allocations (20000) is more than turn.relayPorts
          server.listen=0.0.0.0:8080    | auth.mode is open
          turn.secret=auto              | turn.secret is made at each start
          """)
  void settingsThatWillNotDoAreNamed(String setting, String said) throws Exception {
    settings.add(setting);
    assertSays(findings(echo("203.0.113.7")), said);
  }

  @Test
  void theMachineHasItsWord() throws Exception {
    receiveBytes = 212_992;
    built = NOW.plus(Duration.ofDays(400));
    List<Finding> findings = findings(echo("203.0.113.7"));
    assertSays(findings, "sysctl -w net.core.rmem_max=4194304");
    assertSays(findings, "clock says 2030-01-01T00:00:00Z");
  }

  private static void assertSays(List<Finding> findings, String text) {
    assertTrue(
        findings.stream().anyMatch(finding -> finding.text().contains(text)), findings::toString);
  }

  private static ProbeResult echo(String relay) {
    return new ProbeResult(
        UDP, new ProbeResult.Echoed(new InetSocketAddress(relay, 50_000), Duration.ofMillis(1)));
  }

  private List<Finding> findings(ProbeResult... results) throws Exception {
    ParleyConfig config = ConfigReader.read(null, Map.of(), settings);
    return Examination.of(
        config,
        new Surroundings(
            addresses(own),
            container,
            receiveBytes,
            NOW,
            built,
            true,
            Set.of(),
            null,
            addresses(clients),
            null),
        Stream.of(results).toList());
  }

  private static List<InetAddress> addresses(List<String> texts) {
    return texts.stream().map(InetAddress::ofLiteral).toList();
  }
}
