package org.parley.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.signaling.protocol.ServerMessage.IceServer;
import org.parley.turn.auth.EphemeralCredentials;

class IceServersTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final IceServers.Signer NORTH =
      new IceServers.Signer("north", Duration.ofHours(1));

  private final IceServers servers = IceServers.of(new IceServers.Ports(3478, 5349), NORTH);

  @Test
  void urlsNameTheHostByWhichTheClientCame() {
    EphemeralCredentials credentials = EphemeralCredentials.issue("north", "p-1", 1_700_003_600);
    assertEquals(
        List.of(
            new IceServer(List.of("stun:meet.example.org:3478"), null, null),
            new IceServer(
                List.of(
                    "turn:meet.example.org:3478?transport=udp",
                    "turn:meet.example.org:3478?transport=tcp",
                    "turns:meet.example.org:5349?transport=tcp"),
                "1700003600:p-1",
                credentials.password())),
        servers.forClient(proxied("meet.example.org:8080"), "p-1", NOW));
    assertEquals(
        "stun:[2001:db8::1]:3478",
        servers.forClient(proxied("[2001:db8::1]:8080"), "p", NOW).getFirst().urls().getFirst());
    assertEquals(
        "stun:[::1]:3478",
        servers.forClient(proxied("[::1]"), "p", NOW).getFirst().urls().getFirst());
  }

  /** The port of the page lets more networks pass than any other. */
  @ParameterizedTest
  @CsvSource({
    "meet.example.org,      true,  true,  turns:meet.example.org:443?transport=tcp",
    "meet.example.org:8443, true,  true,  turns:meet.example.org:8443?transport=tcp",
    "[2001:db8::1],         true,  true,  turns:[2001:db8::1]:443?transport=tcp",
    "localhost:8080,        false, true,  turn:localhost:8080?transport=tcp",
    "localhost,             false, true,  turn:localhost:80?transport=tcp",
    "meet.example.org,      true,  false, turn:meet.example.org:3478?transport=tcp",
  })
  void theDoorIsAnAddressOfTurnUnlessAProxyStandsBeforeIt(
      String host, boolean secure, boolean direct, String last) {
    IceServers plain = IceServers.of(new IceServers.Ports(3478, null), NORTH);
    assertEquals(
        last,
        plain
            .forClient(new IceServers.Door(host, secure, direct), "p", NOW)
            .getLast()
            .urls()
            .getLast());
  }

  @Test
  void anotherSecretSignsFromThenOn() {
    servers.sign(new IceServers.Signer("south", Duration.ofMinutes(5)));

    IceServer turn = servers.forClient(proxied("localhost"), "p", NOW).getLast();

    assertEquals("1700000300:p", turn.username());
    assertEquals(
        EphemeralCredentials.issue("south", "p", 1_700_000_300).password(), turn.credential());
    assertEquals(Duration.ofMinutes(5), servers.lifetime());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":80", "a b", "a\r\nb", "a>; rel=x", "user@host", "[zz]", "a/b", "a:x", "a:"})
  void whatIsNoHostGetsIntoNoUrl(String header) {
    assertEquals(List.of(), servers.forClient(proxied(header), "p", NOW));
  }

  @Test
  void withoutTurnThereIsNone() {
    assertEquals(List.of(), IceServers.none().forClient(proxied("localhost"), "p", NOW));
    assertEquals(Duration.ZERO, IceServers.none().lifetime());
  }

  private static IceServers.Door proxied(String host) {
    return new IceServers.Door(host, true, false);
  }
}
