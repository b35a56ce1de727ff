package org.parley.media.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.parley.media.testpeer.TestLink;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnEnvironment;
import org.parley.turn.net.TurnServer;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.relay.AlternateServers;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** By a relay, on one channel. */
final class RelayedLink implements TestLink {
  static final String USER = "ada";
  static final String PASSWORD = "lovelace";
  static final String REALM = "parley";
  private static final int CHANNEL = 0x4000;
  private static final int HEADER = 4;

  private final DatagramSocket socket;
  private final InetSocketAddress relayed;
  private String nonce = "";
  private int transactions;

  RelayedLink(InetSocketAddress turn, InetSocketAddress peer) throws IOException {
    socket = new DatagramSocket(0, turn.getAddress());
    socket.connect(turn);
    socket.setSoTimeout(10_000);
    var udp = new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP);
    StunAttribute.Nonce given = ask(StunMessage.ALLOCATE, udp).attribute(StunAttribute.Nonce.class);
    nonce = given == null ? "" : given.value();
    var allocated = ask(StunMessage.ALLOCATE, udp).attribute(TurnAttribute.XorRelayedAddress.class);
    if (allocated == null) {
      throw new IOException("no relay");
    }
    relayed = allocated.address();
    ask(
        StunMessage.CHANNEL_BIND,
        new TurnAttribute.ChannelNumber(CHANNEL),
        new TurnAttribute.XorPeerAddress(peer));
    socket.setSoTimeout(0);
  }

  /**
   * A relay that knows {@link #USER}.
   *
   * @param shortcut whether it hands packets to {@code endpoint} without the network
   */
  static TurnServer startTurn(InetSocketAddress media, MediaEndpoint endpoint, boolean shortcut) {
    var relays = new TurnServerConfig.Relays(null, List.of(), 45_000, 45_499);
    InetSocketAddress listen = new InetSocketAddress(media.getAddress(), 0);
    var sockets =
        new TurnServerConfig.Sockets(listen, null, null, relays, 1, UdpOptions.BEST, shortcut);
    var auth =
        new AuthConfig(
            REALM, List.of("secret"), Map.of(USER, PASSWORD), Duration.ofHours(1), new byte[32]);
    var policy =
        new TurnServerConfig.Policy(
            auth,
            new TurnServerConfig.Peers(List.of(), List.of()),
            TurnServerConfig.Limits.STANDARD,
            AlternateServers.NONE,
            false,
            false);
    return TurnServer.start(
        new TurnServerConfig(sockets, policy),
        new TurnEnvironment(
            List.of(new TurnEnvironment.Media(media, media)), () -> null, endpoint.passage()));
  }

  InetSocketAddress relayed() {
    return relayed;
  }

  /** Ends the relay, without waiting for the answer. */
  void endRelay() throws IOException {
    send(StunMessage.REFRESH, new TurnAttribute.Lifetime(0));
  }

  private StunMessage ask(int method, StunAttribute... attributes) throws IOException {
    send(method, attributes);
    if (StunParser.parse(packet()) instanceof StunDecoding.Parsed(var parsed)) {
      return parsed.message();
    }
    throw new IOException("no answer");
  }

  private void send(int method, StunAttribute... attributes) throws IOException {
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    TransactionId id = new TransactionId(socket.getLocalPort(), ++transactions);
    byte[] bytes;
    if (nonce.isEmpty()) {
      bytes = StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, id, all), true);
    } else {
      all.add(new StunAttribute.Username(USER));
      all.add(new StunAttribute.Realm(REALM));
      all.add(new StunAttribute.Nonce(nonce));
      bytes =
          StunEncoder.encodeProtected(new StunMessage(StunClass.REQUEST, method, id, all), key());
    }
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  private static byte[] key() {
    try {
      String text = USER + ":" + REALM + ":" + PASSWORD;
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] packet() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void send(byte[] packet) throws IOException {
    byte[] framed =
        ByteBuffer.allocate(HEADER + packet.length)
            .putShort((short) CHANNEL)
            .putShort((short) packet.length)
            .put(packet)
            .array();
    socket.send(new DatagramPacket(framed, framed.length));
  }

  @Override
  public byte[] receive() throws IOException {
    byte[] framed = packet();
    boolean data = framed.length >= HEADER && framed[0] == CHANNEL >> 8;
    return data ? Arrays.copyOfRange(framed, HEADER, framed.length) : new byte[0];
  }

  @Override
  public void close() {
    socket.close();
  }
}
