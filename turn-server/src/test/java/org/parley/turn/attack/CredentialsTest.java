package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.conformance.Frame;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;
import org.parley.turn.conformance.UdpPeer;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.relay.AlternateServers;

/** T5: nonces, compares, expiry, and what padding gives away. */
@Timeout(60)
class CredentialsTest {

  @Test
  void tenThousandNoncesAreAllDifferent() throws Exception {
    Set<String> nonces = new HashSet<>();
    try (AttackedServer server = AttackedServer.byDefault(List.of())) {
      for (int connection = 0; connection < 4; connection++) {
        try (TestClient client = server.client(Transport.TCP)) {
          for (int batch = 0; batch < 50; batch++) {
            for (int i = 0; i < 50; i++) {
              client.raw(client.allocate().unsigned().bytes());
            }
            for (int i = 0; i < 50; i++) {
              nonces.add(client.next().string(Stun.NONCE));
            }
          }
        }
      }
    }
    assertEquals(10_000, nonces.size());
  }

  @Test
  void aNonceIsOfOneClient() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP);
        TestClient other = server.client(Transport.UDP)) {
      client.challenge();
      other.challenge();
      other.allocate().nonce(client.nonce()).expectError(438);
    }
  }

  @Test
  void noncesEnd() throws Exception {
    AuthConfig auth =
        new AuthConfig(
            LocalServer.REALM,
            List.of(LocalServer.SECRET),
            Map.of(LocalServer.USER.user(), LocalServer.USER.password()),
            Duration.ofSeconds(1),
            new byte[32]);
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.TCP)) {
      server
          .local()
          .server()
          .reload(
              new TurnServerConfig.Policy(
                  auth,
                  LocalServer.LOOPBACK_PEERS,
                  LocalServer.limits(100),
                  AlternateServers.NONE,
                  false,
                  false));
      client.relayed();
      String nonce = client.nonce();
      long start = System.nanoTime();
      int error = 0;
      while (error != 438) {
        error = client.refresh(600).nonce(nonce).answer().error();
        assertTrue(System.nanoTime() - start < 5_000_000_000L, "still good after 5 s");
      }
      client.refresh(600).expectSuccess();
      assertNotEquals(nonce, client.nonce());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void paddingIsZero(Transport transport) throws Exception {
    try (UdpPeer peer = new UdpPeer(InetAddress.getByName("127.0.0.1"));
        AttackedServer server = AttackedServer.of(LocalServer.LOOPBACK_PEERS, 100, List.of());
        TestClient client = server.client(transport)) {
      client.challenge().verifyPadding();
      Frame granted = client.allocate().expectSuccess();
      granted.verifyPadding();
      client.refresh(600).nonce("stale").expectError(438).verifyPadding();
      client.request(Stun.CREATE_PERMISSION).expectError(400).verifyPadding();
      client.request(Stun.REFRESH).attribute(0x7F01).expectError(420).verifyPadding();
      client.permit(peer.address()).expectSuccess().verifyPadding();
      // What came before must not show behind shorter data.
      byte[] before = new byte[1_000];
      Arrays.fill(before, (byte) 0xAB);
      for (int length = 0; length < 9; length++) {
        peer.send(granted.address(Stun.XOR_RELAYED_ADDRESS), before);
        peer.send(granted.address(Stun.XOR_RELAYED_ADDRESS), Arrays.copyOf(before, length));
        assertEquals(1_000, client.next().data().length);
        Frame frame = client.next();
        assertEquals(length, frame.data().length);
        frame.verifyPadding();
      }
      client.bind(0x4000, peer.address()).expectSuccess();
      for (int length = 0; length < 9; length++) {
        peer.send(granted.address(Stun.XOR_RELAYED_ADDRESS), before);
        peer.send(granted.address(Stun.XOR_RELAYED_ADDRESS), Arrays.copyOf(before, length));
        assertEquals(1_000, client.next().data().length);
        byte[] frame = client.next().bytes();
        for (int at = 4 + length; at < frame.length; at++) {
          assertEquals(0, frame[at], "padding of ChannelData");
        }
      }
    }
  }

  /** Whoever compares what was computed with what came does it in constant time. */
  @Test
  void comparesTakeConstantTime() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.parley.turn.auth", "org.parley.turn.stun");
    ArchRuleDefinition.noClasses()
        .should()
        .callMethod(Arrays.class, "equals", byte[].class, byte[].class)
        .orShould()
        .callMethod(Arrays.class, "compare", byte[].class, byte[].class)
        .check(classes);
    for (String comparing : List.of("StunPacket", "Nonces")) {
      ArchRuleDefinition.classes()
          .that()
          .haveSimpleName(comparing)
          .should()
          .callMethod(MessageDigest.class, "isEqual", byte[].class, byte[].class)
          .check(classes);
    }
  }
}
