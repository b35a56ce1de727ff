package org.parley.signaling.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.signaling.protocol.ServerMessage.IceServer;

class IceServersTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final IceServers SERVERS =
      IceServers.of(new IceServers.Turn(3478, 5349, "north", Duration.ofHours(1)));

  @Test
  void urlsNameTheHostByWhichTheClientCame() {
    assertEquals(
        List.of(
            new IceServer(List.of("stun:meet.example.org:3478"), null, null),
            new IceServer(
                List.of(
                    "turn:meet.example.org:3478?transport=udp",
                    "turn:meet.example.org:3478?transport=tcp",
                    "turns:meet.example.org:5349?transport=tcp"),
                "1700003600:p-1",
                IceServers.password("north", "1700003600:p-1"))),
        SERVERS.forClient("meet.example.org:8080", "p-1", NOW));
    assertEquals(
        "stun:[2001:db8::1]:3478",
        SERVERS.forClient("[2001:db8::1]:8080", "p", NOW).getFirst().urls().getFirst());
    assertEquals(
        "stun:[::1]:3478", SERVERS.forClient("[::1]", "p", NOW).getFirst().urls().getFirst());
  }

  /** HMAC-SHA1 of RFC 2202 test case 2, in base64. */
  @Test
  void passwordIsTheMacOfTheUserName() {
    assertEquals(
        "7/zfauXrL6LSdBbV8YTfnCWafHk=",
        IceServers.password("Jefe", "what do ya want for nothing?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":80", "a b", "a\r\nb", "a>; rel=x", "user@host", "[zz]", "a/b"})
  void whatIsNoHostGetsIntoNoUrl(String header) {
    assertEquals(List.of(), SERVERS.forClient(header, "p", NOW));
  }

  @Test
  void withoutTurnThereIsNone() {
    assertEquals(List.of(), IceServers.none().forClient("localhost", "p", NOW));
  }
}
