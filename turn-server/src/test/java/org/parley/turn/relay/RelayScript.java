package org.parley.turn.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.auth.Authenticator;
import org.parley.turn.auth.EphemeralCredentials;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.peers.PeerRules;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** A server, its time in seconds, and clients that know their passwords. */
final class RelayScript {
  static final long SECOND = 1_000_000_000;
  static final FiveTuple ADA = udp("198.51.100.7", 4711);
  static final FiveTuple BOB = udp("198.51.100.8", 4712);
  static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 5000);
  static final InetSocketAddress PEER6 = new InetSocketAddress("2001:db8:9::1", 5000);
  static final InetSocketAddress MEDIA = new InetSocketAddress("203.0.113.5", 10_000);
  static final TurnAttribute.RequestedTransport UDP = new TurnAttribute.RequestedTransport(17);
  static final RelayConfig CONFIG =
      new RelayConfig(
          EnumSet.allOf(AddressFamily.class),
          true,
          Duration.ofHours(1),
          3,
          2,
          TokenBucket.UNLIMITED,
          new RelayConfig.Extensions(true, 2, true, AlternateServers.NONE));

  /** A STUN message that was sent, and proven to be protected if it should be. */
  record Sent(FiveTuple to, StunMessage message) {}

  final Quotas quotas;
  final ServedPorts served;
  final RelayServer server;
  long seconds = 1_000;

  /** To whom the last packet of a peer went. */
  @Nullable FiveTuple lastClient;

  String user = "ada";
  private int transactions;
  private String password = "lovelace";
  private String nonce = "";

  RelayScript() {
    this(CONFIG, 4, 3);
  }

  RelayScript(RelayConfig config, int maxAllocations, int maxPerUser) {
    this(config, maxAllocations, maxPerUser, null);
  }

  RelayScript(
      RelayConfig config, int maxAllocations, int maxPerUser, @Nullable NatDiscovery discovery) {
    quotas = new Quotas(maxAllocations, maxPerUser);
    IpAddress own = IpAddress.of(MEDIA.getAddress());
    served = new ServedPorts(List.of(own), List.of(MEDIA));
    PeerRules rules = new PeerRules(List.of(), List.of(), List.of(own), served.addresses());
    AuthConfig auth =
        new AuthConfig(
            "parley",
            List.of("secret"),
            Map.of("ada", "lovelace", "bob", "lovelace"),
            Duration.ofHours(1),
            "0123456789abcdef".getBytes(UTF_8));
    server =
        new RelayServer(
            new RelayServer.Shared(
                quotas, served, new SharedBandwidth(0, 0), new StunCounters(), discovery),
            new RelayServer.Settings(config, rules, new Authenticator(auth)),
            new Place(1, "fedcba9876543210".getBytes(UTF_8)));
  }

  static FiveTuple udp(String host, int port) {
    return new FiveTuple(Transport.UDP, 1, new InetSocketAddress(host, port));
  }

  long now() {
    return seconds * SECOND;
  }

  TransactionId nextId() {
    return new TransactionId(7, ++transactions);
  }

  /** Sends an authenticated request and gives all effects. */
  List<Object> request(FiveTuple client, int method, StunAttribute... attributes) {
    return request(client, nextId(), method, attributes);
  }

  void ephemeral(String secret, long expirySeconds) {
    EphemeralCredentials issued = EphemeralCredentials.issue(secret, "eve", expirySeconds);
    user = issued.username();
    password = issued.password();
  }

  List<Object> request(
      FiveTuple client, TransactionId id, int method, StunAttribute... attributes) {
    send(client, id, method, attributes);
    return effects();
  }

  /** The error code of an answer that must not be protected, since the client is not known. */
  int unprotectedCode(FiveTuple client, int method, StunAttribute... attributes) {
    send(client, nextId(), method, attributes);
    var effect = assertInstanceOf(RelayEffect.Send.class, server.nextEffect());
    StunPacket packet = parse(effect.message());
    var error = packet.message().attribute(StunAttribute.ErrorCode.class);
    return packet.hasIntegrity() || error == null ? 0 : error.code();
  }

  private void send(FiveTuple client, TransactionId id, int method, StunAttribute... attributes) {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    all.addAll(credentials(client));
    StunMessage request = new StunMessage(StunClass.REQUEST, method, id, all);
    receive(client, StunEncoder.encodeProtected(request, key()));
  }

  List<StunAttribute> credentials(FiveTuple client) {
    challenge(client);
    return List.of(
        new StunAttribute.Username(user),
        new StunAttribute.Realm("parley"),
        new StunAttribute.Nonce(nonce));
  }

  void receive(FiveTuple client, byte[] bytes) {
    server.onMessage(client, bytes, now(), seconds);
  }

  private void challenge(FiveTuple client) {
    // From a port of its own: the limit of challenges is tested elsewhere.
    receive(
        new FiveTuple(Transport.TCP, 9, client.client()),
        StunEncoder.encode(new StunMessage(StunClass.REQUEST, 3, nextId(), UDP), false));
    var send = assertInstanceOf(RelayEffect.Send.class, server.nextEffect());
    var found = parse(send.message()).message().attribute(StunAttribute.Nonce.class);
    nonce = found == null ? "" : found.value();
  }

  byte[] key() {
    try {
      byte[] text = (user + ":parley:" + password).getBytes(UTF_8);
      return MessageDigest.getInstance("MD5").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  List<Object> effects() {
    List<Object> effects = new ArrayList<>();
    for (RelayEffect next = server.nextEffect(); next != null; next = server.nextEffect()) {
      effects.add(
          switch (next) {
            case RelayEffect.Send send -> sent(send);
            case RelayEffect.OpenRelay open -> open;
            case RelayEffect.CloseRelay close -> close;
            case RelayEffect.PeerDenied denied -> denied;
            case RelayEffect.Connect connect -> connect;
            case RelayEffect.Splice splice -> splice;
            case RelayEffect.ClosePeer close -> close;
          });
    }
    return effects;
  }

  private Sent sent(RelayEffect.Send send) {
    StunPacket packet = parse(send.message());
    if (packet.message().type() != StunClass.INDICATION) {
      assertTrue(packet.verifyIntegrity(key()), "protected by the user's key");
      assertEquals(StunPacket.Fingerprint.VALID, packet.fingerprint());
    }
    return new Sent(send.to(), packet.message());
  }

  static StunPacket parse(byte[] bytes) {
    return assertInstanceOf(StunDecoding.Parsed.class, StunParser.parse(bytes)).packet();
  }

  /** Allocates, and opens each wanted socket at the next port from 50,000 of the own address. */
  Relay allocate(FiveTuple client, StunAttribute... attributes) {
    return allocate(client, UDP, attributes);
  }

  Relay allocate(
      FiveTuple client, TurnAttribute.RequestedTransport transport, StunAttribute... attributes) {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    all.add(transport);
    List<Object> effects = request(client, StunMessage.ALLOCATE, all.toArray(StunAttribute[]::new));
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, effects.getFirst());
    server.onRelayOpened(open.relay(), relayed(open.relay()), now());
    assertEquals(
        StunClass.SUCCESS_RESPONSE,
        assertInstanceOf(Sent.class, effects().getFirst()).message().type());
    return open.relay();
  }

  static InetSocketAddress relayed(Relay relay) {
    InetAddress address =
        relay.family() == AddressFamily.IPV4
            ? MEDIA.getAddress()
            : InetAddress.ofLiteral("2001:db8::5");
    return new InetSocketAddress(address, 50_000 + 2 * relay.slot());
  }

  /** The error code of the only effect, with a text that is not empty; 0 for success. */
  int code(List<Object> effects) {
    StunMessage message = assertInstanceOf(Sent.class, effects.getLast()).message();
    StunAttribute.ErrorCode error = message.attribute(StunAttribute.ErrorCode.class);
    assertEquals(error == null, message.type() == StunClass.SUCCESS_RESPONSE);
    if (error == null) {
      return 0;
    }
    assertTrue(!error.reason().isEmpty(), "a text that helps");
    return error.code();
  }

  int permit(FiveTuple client, InetSocketAddress... peers) {
    return code(
        request(
            client,
            StunMessage.CREATE_PERMISSION,
            Arrays.stream(peers)
                .map(TurnAttribute.XorPeerAddress::new)
                .toArray(StunAttribute[]::new)));
  }

  int bind(FiveTuple client, int number, InetSocketAddress peer) {
    return code(
        request(
            client,
            StunMessage.CHANNEL_BIND,
            new TurnAttribute.ChannelNumber(number),
            new TurnAttribute.XorPeerAddress(peer)));
  }

  /** What comes out at the peer: {@code address data}; null if it was dropped. */
  @Nullable String fromClient(FiveTuple client, byte[] packet) {
    ByteBuf content = Unpooled.wrappedBuffer(packet);
    assertTrue(RelayServer.isData(content));
    IpAddress ip = client.ip();
    ToPeer to =
        server.fromClient(
            client.socket(), ip.high(), ip.low(), client.client().getPort(), content, now());
    if (to == null) {
      return null;
    }
    String address = new IpAddress(to.high(), to.low()) + " " + to.port();
    return address + " " + content.toString(to.offset(), to.length(), UTF_8);
  }

  static byte[] channelData(int number, String data) {
    byte[] bytes = data.getBytes(UTF_8);
    return ByteBuffer.allocate(4 + bytes.length)
        .putShort((short) number)
        .putShort((short) bytes.length)
        .put(bytes)
        .array();
  }

  static byte[] sendIndication(InetSocketAddress peer, String data) {
    return StunEncoder.encode(
        new StunMessage(
            StunClass.INDICATION,
            StunMessage.SEND,
            new TransactionId(3, -4),
            new TurnAttribute.XorPeerAddress(peer),
            new TurnAttribute.Data(ByteBuffer.wrap(data.getBytes(UTF_8)))),
        true);
  }

  /** The bytes that the client gets; null if the packet was dropped. */
  byte @Nullable [] fromPeer(Relay relay, InetSocketAddress peer, String data) {
    ByteBuf content = Unpooled.buffer(200);
    content.writeZero(RelayServer.HEADROOM).readerIndex(RelayServer.HEADROOM);
    content.writeBytes(data.getBytes(UTF_8));
    IpAddress ip = IpAddress.of(peer.getAddress());
    FiveTuple to = server.fromPeer(relay, ip.high(), ip.low(), peer.getPort(), content, now());
    lastClient = to;
    if (to == null) {
      return null;
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    return bytes;
  }

  Set<Integer> errors(int... codes) {
    Set<Integer> counted = new TreeSet<>();
    for (int code : codes) {
      if (server.counters().errors(code) > 0) {
        counted.add(code);
      }
    }
    return counted;
  }
}
