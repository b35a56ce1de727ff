package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.net.TurnServerConfig.Sockets;
import org.parley.turn.stun.DiscoveryAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;

/** RFC 5780 over real sockets: answers leave from where the client asks. */
@Timeout(20)
class NatDiscoverySocketsTest {
  private static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.2");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          false, false, 127.0.0.1, 0
          false, true,  127.0.0.1, 1
          true,  false, 127.0.0.2, 0
          true,  true,  127.0.0.2, 1
          """)
  void theAnswerComesFromTheSocketThatWasAskedFor(
      boolean address, boolean port, String from, int portOffset) throws Exception {
    int listen = freePair();
    try (TurnServer server =
            TurnServer.start(
                new TurnServerConfig(sockets(listen), Servers.policy()), TurnEnvironment.ALONE);
        DatagramSocket client = new DatagramSocket(0, FIRST)) {
      byte[] request =
          StunEncoder.encode(
              new StunMessage(
                  StunClass.REQUEST,
                  StunMessage.BINDING,
                  new TransactionId(1, 2),
                  new DiscoveryAttribute.ChangeRequest(address, port)),
              false);
      client.setSoTimeout(TurnClient.PATIENCE_MILLIS);
      client.send(
          new DatagramPacket(request, request.length, new InetSocketAddress(FIRST, server.port())));
      DatagramPacket answer = new DatagramPacket(new byte[500], 500);
      client.receive(answer);
      assertEquals(
          new InetSocketAddress(InetAddress.ofLiteral(from), listen + portOffset),
          answer.getSocketAddress());
    }
  }

  @Test
  void aPortThatTheSystemPicksIsRefused() {
    TurnServerConfig config = new TurnServerConfig(sockets(0), Servers.policy());
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> TurnServer.start(config, TurnEnvironment.ALONE));
    assertEquals(
        "turn.secondAddress: turn.listen must name its port, for the next one is used as well",
        refused.getMessage());
  }

  private static Sockets sockets(int port) {
    return new Sockets(
        new InetSocketAddress(FIRST, port),
        null,
        SECOND,
        Servers.relays(),
        1,
        UdpOptions.BEST,
        true);
  }

  /** A port that is free at this moment, as the next one is. */
  private static int freePair() throws Exception {
    while (true) {
      try (DatagramSocket one = new DatagramSocket(0, FIRST);
          DatagramSocket other = new DatagramSocket(one.getLocalPort() + 1, FIRST)) {
        return other.getLocalPort() - 1;
      } catch (BindException e) {
        continue;
      }
    }
  }
}
