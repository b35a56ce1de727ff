package org.parley.signaling.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.net.udp.UdpOptions;
import org.parley.signaling.config.TlsConfig;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnCounters;
import org.parley.turn.net.TurnEnvironment;
import org.parley.turn.net.TurnServer;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;
import org.parley.turn.relay.Transport;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** Page and relay on one port, without TLS and with it. */
@Timeout(30)
class TurnThroughDoorTest {
  private static final int CHANNEL = 0x4001;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final Routes routes =
      new Routes()
          .get(
              "/page",
              _ ->
                  CompletableFuture.completedStage(HttpResponse.of(200, "text/plain", "the page")));

  private static TurnServer turn(int loops) {
    TurnServerConfig.Policy policy =
        new TurnServerConfig.Policy(
            new AuthConfig(
                "parley", List.of(), Map.of("ada", "lovelace"), Duration.ofHours(1), new byte[32]),
            new TurnServerConfig.Peers(List.of(Network.parse("127.0.0.0/8")), List.of()),
            TurnServerConfig.Limits.STANDARD,
            AlternateServers.NONE,
            true,
            true);
    TurnServerConfig.Sockets sockets =
        new TurnServerConfig.Sockets(
            new InetSocketAddress(LOOPBACK, 0),
            null,
            null,
            new TurnServerConfig.Relays(null, List.of(), 49_152, 65_535),
            loops,
            UdpOptions.BEST,
            true);
    return TurnServer.start(new TurnServerConfig(sockets, policy), TurnEnvironment.ALONE);
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsConfig.Mode.class,
      names = {"OFF", "SELF_SIGNED"})
  void onePortServesPageAndRelay(TlsConfig.Mode mode) throws Exception {
    boolean tls = mode != TlsConfig.Mode.OFF;
    try (TurnServer turn = turn(3);
        FrontDoor door = TestDoor.open(routes, turn::accept, new TlsConfig(mode, null, null), 100);
        DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        // At once: the door waits for a first message no longer than for a request.
        Client client = new Client(connect(door.address(), tls));
        client.allocate();
        client.bind((InetSocketAddress) peer.getLocalSocketAddress());
        clients.add(client);
        assertEquals("the page", page(connect(door.address(), tls)));
      }
      for (int round = 0; round < 20; round++) {
        for (Client client : clients) {
          byte[] data = new byte[100 + round * 50];
          Arrays.fill(data, (byte) round);
          client.sendData(data);
          DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
          peer.setSoTimeout(5_000);
          peer.receive(packet);
          assertArrayEquals(data, Arrays.copyOf(packet.getData(), packet.getLength()));
          peer.send(packet);
          assertArrayEquals(data, client.receiveData());
        }
      }
      assertEquals(6, turn.counters().allocations());
      Transport transport = tls ? Transport.TLS : Transport.TCP;
      TurnCounters.Traffic traffic = turn.counters().transports().get(transport);
      assertTrue(traffic != null && traffic.packetsFromClients() >= 120, "" + traffic);
      assertEquals("the page", page(connect(door.address(), tls)));
      for (Client client : clients) {
        client.socket.close();
      }
      awaitNoAllocations(turn);
    }
  }

  @Test
  void drainingDoorsTakeNoRelays() throws Exception {
    try (TurnServer turn = turn(1);
        FrontDoor door =
            TestDoor.open(
                routes, turn::accept, new TlsConfig(TlsConfig.Mode.OFF, null, null), 100)) {
      door.drain();
      try (Socket socket = connect(door.address(), false)) {
        socket.getOutputStream().write(new byte[] {0, 1, 0, 0});
        assertEquals(-1, socket.getInputStream().read());
      }
      assertEquals(1, door.counters().refusedStreams());
      assertEquals(0, turn.counters().connections());
    }
  }

  private static void awaitNoAllocations(TurnServer turn) {
    long end = System.nanoTime() + 15_000_000_000L;
    while (turn.counters().allocations() > 0 || turn.counters().connections() > 0) {
      assertTrue(System.nanoTime() - end < 0, "allocations do not end");
      Thread.onSpinWait();
    }
  }

  private static Socket connect(InetSocketAddress address, boolean tls) throws Exception {
    if (!tls) {
      return new Socket(address.getAddress(), address.getPort());
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    return context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
  }

  private static String page(Socket socket) throws IOException {
    try (socket) {
      socket
          .getOutputStream()
          .write(
              "GET /page HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /** A TURN client on a stream; one thread. */
  private static final class Client {
    final Socket socket;
    private final DataInputStream in;
    private String nonce = "";
    private long transactions;

    Client(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(5_000);
      in = new DataInputStream(socket.getInputStream());
    }

    void allocate() throws Exception {
      var udp = new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP);
      StunMessage challenge = ask(StunMessage.ALLOCATE, udp);
      var given = challenge.attribute(StunAttribute.Nonce.class);
      nonce = given == null ? "" : given.value();
      StunMessage answer = ask(StunMessage.ALLOCATE, udp);
      assertEquals(StunClass.SUCCESS_RESPONSE, answer.type(), answer::toString);
      var mapped = answer.attribute(StunAttribute.XorMappedAddress.class);
      assertEquals(socket.getLocalSocketAddress(), mapped == null ? null : mapped.address());
    }

    void bind(InetSocketAddress peer) throws Exception {
      StunMessage answer =
          ask(
              StunMessage.CHANNEL_BIND,
              new TurnAttribute.ChannelNumber(CHANNEL),
              new TurnAttribute.XorPeerAddress(peer));
      assertEquals(StunClass.SUCCESS_RESPONSE, answer.type(), answer::toString);
    }

    private StunMessage ask(int method, StunAttribute... attributes) throws Exception {
      List<StunAttribute> all = new ArrayList<>(List.of(attributes));
      TransactionId id = new TransactionId(socket.getLocalPort(), ++transactions);
      byte[] key =
          MessageDigest.getInstance("MD5")
              .digest("ada:parley:lovelace".getBytes(StandardCharsets.UTF_8));
      if (!nonce.isEmpty()) {
        all.add(new StunAttribute.Username("ada"));
        all.add(new StunAttribute.Realm("parley"));
        all.add(new StunAttribute.Nonce(nonce));
      }
      StunMessage request = new StunMessage(StunClass.REQUEST, method, id, all);
      socket
          .getOutputStream()
          .write(
              nonce.isEmpty()
                  ? StunEncoder.encode(request, false)
                  : StunEncoder.encodeProtected(request, key));
      byte[] header = in.readNBytes(20);
      byte[] answer = Arrays.copyOf(header, 20 + ByteBuffer.wrap(header).getShort(2));
      in.readFully(answer, 20, answer.length - 20);
      if (StunParser.parse(answer) instanceof StunDecoding.Parsed(var packet)) {
        return packet.message();
      }
      throw new AssertionError("no answer: " + Arrays.toString(answer));
    }

    void sendData(byte[] data) throws IOException {
      socket
          .getOutputStream()
          .write(
              ByteBuffer.allocate(4 + (data.length + 3 & ~3))
                  .putShort((short) CHANNEL)
                  .putShort((short) data.length)
                  .put(data)
                  .array());
    }

    byte[] receiveData() throws IOException {
      assertEquals(CHANNEL, in.readUnsignedShort());
      byte[] data = in.readNBytes(in.readUnsignedShort());
      in.skipNBytes(-data.length & 3);
      return data;
    }
  }
}
