package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.MessageBuilder;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;
import org.parley.turn.conformance.UdpPeer;
import org.parley.turn.net.TurnServerConfig.Peers;
import org.parley.turn.peers.Network;

/** T1: nobody gets inside by the relay, whatever an address looks like. */
@Timeout(60)
class ForbiddenPeersTest {
  private static final List<String> IPV4 =
      List.of(
          "0.0.0.0",
          "0.1.2.3",
          "10.0.0.1",
          "10.255.255.254",
          "100.64.0.1",
          "100.100.100.200",
          "100.127.255.254",
          "127.0.0.1",
          "127.0.0.53",
          "127.255.255.254",
          "168.63.129.16",
          "169.254.0.1",
          "169.254.169.254",
          "172.16.0.1",
          "172.31.255.254",
          "192.0.0.192",
          "192.168.0.1",
          "192.168.255.255",
          "224.0.0.1",
          "239.255.255.250",
          "240.0.0.1",
          "255.255.255.255");

  private static final List<String> IPV6 =
      List.of(
          "::",
          "::1",
          "100::1",
          "64:ff9b:1::a00:1",
          "fc00::1",
          "fd00:ec2::254",
          "fdff:ffff::1",
          "fe80::1",
          "febf::1",
          "fec0::1",
          "ff02::1",
          "ff0e::1");

  /** All forms of all forbidden addresses, as the bytes of XOR-PEER-ADDRESS. */
  private static Map<String, byte[]> forbidden() throws Exception {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    List<String> ipv4 = new ArrayList<>(IPV4);
    List<String> ipv6 = new ArrayList<>(IPV6);
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress own : each.inetAddresses().toList()) {
        (own instanceof Inet4Address ? ipv4 : ipv6).add(own.getHostAddress());
      }
    }
    for (String literal : ipv6) {
      forms.put(literal, InetAddress.getByName(literal).getAddress());
    }
    for (String literal : ipv4) {
      byte[] ip = InetAddress.getByName(literal).getAddress();
      forms.put(literal, ip);
      String hex = HexFormat.of().formatHex(ip);
      int inverted = ~ByteBuffer.wrap(ip).getInt();
      forms.put("mapped " + literal, hex("00000000000000000000ffff" + hex));
      forms.put("compatible " + literal, hex("000000000000000000000000" + hex));
      forms.put("translated " + literal, hex("0000000000000000ffff0000" + hex));
      forms.put("NAT64 " + literal, hex("0064ff9b0000000000000000" + hex));
      forms.put("local NAT64 " + literal, hex("0064ff9b0001000000000000" + hex));
      forms.put("6to4 " + literal, hex("2002" + hex + "00000000000000000001"));
      forms.put("Teredo server " + literal, hex("20010000" + hex + "0000ffff" + "f7f7f7f7"));
      forms.put(
          "Teredo client " + literal,
          hex("20010000" + "08080808" + "0000ffff" + "%08x".formatted(inverted)));
      forms.put("ISATAP " + literal, hex("2a00000000000000" + "00005efe" + hex));
    }
    return forms;
  }

  private static byte[] hex(String digits) {
    assertEquals(32, digits.length(), digits);
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"UDP", "TCP"})
  void everyFormIs403AndNothingArrives(Transport transport) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (UdpPeer listener = new UdpPeer(loopback);
        UdpPeer listener6 = new UdpPeer(InetAddress.getByName("::1"));
        AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(transport)) {
      client.allocate().number(Stun.ADDITIONAL_ADDRESS_FAMILY, Stun.IPV6 << 24).expectSuccess();
      int port = listener.address().getPort();
      int port6 = listener6.address().getPort();
      int channel = 0x4000;
      for (Map.Entry<String, byte[]> form : forbidden().entrySet()) {
        byte[] ip = form.getValue();
        int permit = client.request(Stun.CREATE_PERMISSION).peer(ip, port).answer().error();
        assertEquals(403, permit, () -> "CreatePermission of " + form.getKey());
        int anyPort = client.request(Stun.CREATE_PERMISSION).peer(ip, 0).answer().error();
        // Of the address at which relays are any port may be asked for, and only they be reached.
        boolean relays = loopback.equals(InetAddress.getByAddress(ip)) || own(ip);
        assertTrue(anyPort == 403 || relays && anyPort == 0, () -> "port 0 of " + form.getKey());
        int bind =
            client
                .request(Stun.CHANNEL_BIND)
                .number(Stun.CHANNEL_NUMBER, channel << 16)
                .peer(ip, port)
                .answer()
                .error();
        assertEquals(403, bind, () -> "ChannelBind of " + form.getKey());
        for (int to : new int[] {port, port6}) {
          client.raw(send(ip, to));
        }
        client.channelData(channel, "inside?");
      }
      client.expectSilence();
      assertNull(listener.receive(100), "0 bytes");
      assertNull(listener6.receive(100), "0 bytes");
      assertTrue(server.local().server().counters().allocations() >= 1, "it goes on");
    }
  }

  private static byte[] send(byte[] ip, int port) {
    byte[] id = new byte[12];
    return MessageBuilder.indication(Stun.SEND)
        .transactionId(id)
        .attribute(Stun.XOR_PEER_ADDRESS, MessageBuilder.xor(ip, port, id))
        .text(Stun.DATA, "inside?")
        .bytes();
  }

  private static boolean own(byte[] ip) throws Exception {
    return NetworkInterface.getByInetAddress(InetAddress.getByAddress(ip)) != null;
  }

  @Test
  void connectionsAreForbiddenAsWell() throws Exception {
    try (ServerSocket listener = new ServerSocket(0);
        AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.TCP)) {
      listener.setSoTimeout(200);
      client
          .request(Stun.ALLOCATE)
          .transport(Stun.TCP)
          .number(Stun.ADDITIONAL_ADDRESS_FAMILY, Stun.IPV6 << 24)
          .answer();
      client.request(Stun.ALLOCATE).transport(Stun.TCP).answer();
      for (Map.Entry<String, byte[]> form : forbidden().entrySet()) {
        int error =
            client
                .request(Stun.CONNECT)
                .peer(form.getValue(), listener.getLocalPort())
                .answer()
                .error();
        assertEquals(403, error, () -> "Connect to " + form.getKey());
      }
      assertThrows(SocketTimeoutException.class, listener::accept);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"UDP", "TCP"})
  void ourOwnMediaPortIsAllowedAndNoOther(Transport transport) throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (UdpPeer media = new UdpPeer(loopback);
        UdpPeer beside = new UdpPeer(loopback);
        AttackedServer server = AttackedServer.byDefault(List.of(media.address()));
        TestClient client = server.client(transport)) {
      InetSocketAddress relayed = client.relayed();
      client.permit(media.address()).expectSuccess();
      client.bind(0x4000, media.address()).expectSuccess();
      client.permit(beside.address()).expectError(403);
      client.bind(0x4001, beside.address()).expectError(403);
      client.send(beside.address(), "beside");
      client.send(media.address(), "media");
      media.expect(relayed, "media");
      client.channelData(0x4000, "by channel");
      media.expect(relayed, "by channel");
      assertNull(beside.receive(50));
      beside.send(relayed, "from beside");
      media.send(relayed, "from media");
      client.expectChannelData(0x4000, "from media");
      client.expectSilence();
    }
  }

  @Test
  void publicAddressesAreAllowed() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      client.allocate().number(Stun.ADDITIONAL_ADDRESS_FAMILY, Stun.IPV6 << 24).expectSuccess();
      for (String allowed :
          List.of("8.8.8.8", "9.255.255.255", "100.63.0.1", "172.32.0.1", "2a00:1450::1")) {
        client.permit(new InetSocketAddress(InetAddress.getByName(allowed), 9)).expectSuccess();
      }
      byte[] nat64 = hex("0064ff9b0000000000000000" + "08080808");
      client.request(Stun.CREATE_PERMISSION).peer(nat64, 9).expectSuccess();
    }
  }

  @Test
  void whatIsAllowedAndDeniedIsConfigured() throws Exception {
    Peers peers =
        new Peers(
            List.of(Network.parse("10.1.0.0/16"), Network.parse("10.1.2.3/32")),
            List.of(Network.parse("10.1.2.0/24"), Network.parse("8.8.8.0/24")));
    try (AttackedServer server = AttackedServer.of(peers, 100, List.of());
        TestClient client = server.client(Transport.UDP)) {
      client.allocate().number(Stun.ADDITIONAL_ADDRESS_FAMILY, Stun.IPV6 << 24).expectSuccess();
      expect(client, 0, "10.1.0.1", "10.1.2.3", "8.8.4.4");
      expect(client, 403, "10.1.2.4", "10.2.0.1", "8.8.8.8", "127.0.0.1");
      byte[] mapped = hex("00000000000000000000ffff" + "08080808");
      client.request(Stun.CREATE_PERMISSION).peer(mapped, 9).expectError(403);
      byte[] nat64 = hex("0064ff9b0000000000000000" + "08080808");
      client.request(Stun.CREATE_PERMISSION).peer(nat64, 9).expectError(403);

      Peers turned =
          new Peers(List.of(Network.parse("10.2.0.0/16")), List.of(Network.parse("10.1.0.0/16")));
      server.local().server().reload(LocalServer.policy(turned, 100));
      // The loops take them over on their next turn.
      InetSocketAddress first = new InetSocketAddress(InetAddress.getByName("10.1.0.1"), 9);
      for (int i = 0; i < 1_000 && client.permit(first).answer().error() == 0; i++) {
        Thread.onSpinWait();
      }
      expect(client, 403, "10.1.0.1");
      expect(client, 0, "10.2.0.1", "8.8.8.8");
    }
  }

  private static void expect(TestClient client, int error, String... addresses) throws Exception {
    for (String address : addresses) {
      InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 9);
      assertEquals(error, client.permit(peer).answer().error(), address);
    }
  }
}
