package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;

@Timeout(20)
class TurnServerTest {
  private static final byte[] REQUEST =
      StunEncoder.encode(
          new StunMessage(StunClass.REQUEST, StunMessage.BINDING, new TransactionId(1, 2)), true);

  @Test
  void tellsAUdpClientItsAddress() throws Exception {
    try (TurnServer server = start("127.0.0.1");
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
      InetSocketAddress serverAddress = new InetSocketAddress("127.0.0.1", server.port());
      assertEquals(socket.getLocalSocketAddress(), mappedOverUdp(socket, serverAddress));
      assertEquals(1, server.counters().binding().answered());
    }
  }

  @Test
  void repliesFromTheAddressThatWasAsked() throws Exception {
    try (TurnServer server = start("0.0.0.0");
        DatagramSocket socket = new DatagramSocket(0)) {
      for (InetAddress address : LocalAddresses.of(InetAddress.getByName("0.0.0.0"))) {
        InetSocketAddress serverAddress = new InetSocketAddress(address, server.port());
        // A connected socket sees only what comes from the very address that it asked.
        socket.connect(serverAddress);
        assertEquals(socket.getLocalPort(), mappedOverUdp(socket, serverAddress).getPort());
        socket.disconnect();
      }
    }
  }

  @Test
  void tellsATcpClientItsAddressAlsoWhenTheRequestComesInPieces() throws Exception {
    try (TurnServer server = start("127.0.0.1");
        Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(REQUEST, 0, 7);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(REQUEST, 7, REQUEST.length - 7);
      socket.getOutputStream().write(REQUEST);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      for (int i = 0; i < 2; i++) {
        byte[] header = in.readNBytes(20);
        byte[] body = in.readNBytes(header[3]);
        byte[] reply = Arrays.copyOf(header, 20 + body.length);
        System.arraycopy(body, 0, reply, 20, body.length);
        assertEquals(socket.getLocalSocketAddress(), mapped(reply));
      }
    }
  }

  @Test
  void closesATcpConnectionThatSpeaksSomethingElse() throws Exception {
    try (TurnServer server = start("127.0.0.1");
        Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: parley\r\n\r\n".getBytes("US-ASCII"));
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() {
    try (TurnServer server = start("127.0.0.1")) {
      TurnServerConfig same = Servers.config("127.0.0.1", server.port());
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class, () -> TurnServer.start(same, TurnEnvironment.ALONE));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("turn.listen"), message);
      assertTrue(message.contains(":" + server.port()), message);
      assertTrue(message.contains("turn.enabled"), message);
    }
  }

  @Test
  void closingFreesThePort() {
    TurnServer server = start("127.0.0.1");
    int port = server.port();
    server.close();
    try (TurnServer again =
        TurnServer.start(Servers.config("127.0.0.1", port), TurnEnvironment.ALONE)) {
      assertEquals(port, again.port());
    }
  }

  private static TurnServer start(String host) {
    return TurnServer.start(Servers.config(host, 0), TurnEnvironment.ALONE);
  }

  private static InetSocketAddress mappedOverUdp(DatagramSocket socket, InetSocketAddress server)
      throws Exception {
    socket.setSoTimeout(5_000);
    socket.send(new DatagramPacket(REQUEST, REQUEST.length, server));
    DatagramPacket reply = new DatagramPacket(new byte[1500], 1500);
    socket.receive(reply);
    return mapped(Arrays.copyOf(reply.getData(), reply.getLength()));
  }

  private static InetSocketAddress mapped(byte[] reply) {
    StunMessage message =
        assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(reply)).packet().message();
    assertEquals(new TransactionId(1, 2), message.transactionId());
    return assertInstanceOf(
            StunAttribute.XorMappedAddress.class,
            message.attribute(StunAttribute.XorMappedAddress.class))
        .address();
  }
}
