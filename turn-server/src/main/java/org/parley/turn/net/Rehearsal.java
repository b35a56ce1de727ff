package org.parley.turn.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoops;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnServerConfig.Peers;
import org.parley.turn.net.TurnServerConfig.Policy;
import org.parley.turn.net.TurnServerConfig.Relays;
import org.parley.turn.net.TurnServerConfig.Sockets;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays allocations through before clients come, so that Java has loaded and compiled their way: a
 * server that has just started would answer the first thousands several times slower. The loops
 * serve a second server for it, on loopback and with a password that nobody knows, of which one
 * client on a thread of its own makes what use it can for two seconds.
 */
final class Rehearsal implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final AtomicBoolean BEGUN = new AtomicBoolean();
  private static final int ROUNDS = 5_000;
  private static final int PACKETS = 2;
  private static final long MAX_NANOS = 2_500_000_000L;
  private static final int PATIENCE_MILLIS = 200;
  private static final int MAX_LOST = 5;
  private static final String NAME = "rehearsal";
  private static final int CHANNEL = 0x4000;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final TurnServer stage;
  private final byte[] key;
  private final byte[] buffer = new byte[2_048];
  private String nonce = "";
  private int transactions;
  private int lost;

  private Rehearsal(TurnServer stage, String password) {
    this.stage = stage;
    this.key = key(password);
  }

  /** Begins if nothing was rehearsed in this process yet, and does not wait. */
  static void start(NetworkLoops loops, TurnServerConfig config) {
    if (!BEGUN.compareAndSet(false, true)) {
      return;
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Relays ports = config.sockets().relays();
    Relays relays = new Relays(LOOPBACK, List.of(), ports.firstPort(), ports.lastPort());
    Sockets sockets =
        new Sockets(
            new InetSocketAddress(LOOPBACK, 0),
            null,
            null,
            relays,
            loops.loops().size(),
            config.sockets().udp(),
            false);
    AuthConfig auth =
        new AuthConfig(NAME, List.of(), Map.of(NAME, password), Duration.ofHours(1), random);
    Peers peers = new Peers(List.of(Network.parse("127.0.0.0/8")), List.of());
    Policy policy =
        new Policy(
            auth, peers, TurnServerConfig.Limits.STANDARD, AlternateServers.NONE, false, false);
    try {
      TurnServer stage = TurnServer.stage(loops, new TurnServerConfig(sockets, policy));
      Thread thread = new Thread(new Rehearsal(stage, password), "turn-rehearsal");
      thread.setDaemon(true);
      thread.start();
    } catch (IOException | RuntimeException e) {
      LOG.debug("no rehearsal", e);
    }
  }

  /** RFC 8489 §9.2.2. */
  private static byte[] key(String password) {
    try {
      String text = NAME + ":" + NAME + ":" + password;
      return MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    int round = 0;
    try (DatagramSocket peer = new DatagramSocket(0, LOOPBACK)) {
      peer.setSoTimeout(PATIENCE_MILLIS);
      while (round < ROUNDS && lost < MAX_LOST && System.nanoTime() - start < MAX_NANOS) {
        // Each from a port of its own: to one address and port go few 401s a second.
        try (DatagramSocket client = new DatagramSocket(0, LOOPBACK)) {
          client.connect(new InetSocketAddress(LOOPBACK, stage.port()));
          client.setSoTimeout(PATIENCE_MILLIS);
          play(client, peer);
        }
        round++;
      }
    } catch (IOException e) {
      LOG.debug("the rehearsal broke off", e);
    } finally {
      close();
    }
    LOG.debug("rehearsed {} allocations", round);
  }

  private void close() {
    try {
      stage.closeSockets();
    } catch (RejectedExecutionException e) {
      LOG.debug("the loops have ended before the rehearsal", e);
    }
  }

  private void play(DatagramSocket client, DatagramSocket peer) throws IOException {
    InetSocketAddress address = new InetSocketAddress(LOOPBACK, peer.getLocalPort());
    nonce = "";
    var transport = new TurnAttribute.RequestedTransport(TurnAttribute.RequestedTransport.UDP);
    request(client, StunMessage.ALLOCATE, transport);
    StunMessage granted = request(client, StunMessage.ALLOCATE, transport);
    request(
        client,
        StunMessage.CHANNEL_BIND,
        new TurnAttribute.ChannelNumber(CHANNEL),
        new TurnAttribute.XorPeerAddress(address));
    var relayed = granted == null ? null : granted.attribute(TurnAttribute.XorRelayedAddress.class);
    byte[] data = ByteBuffer.allocate(8).putShort((short) CHANNEL).putShort((short) 4).array();
    for (int i = 0; i < PACKETS && relayed != null; i++) {
      client.send(new DatagramPacket(data, data.length));
      receive(peer);
      peer.send(new DatagramPacket(data, 4, relayed.address()));
      receive(client);
    }
    request(client, StunMessage.REFRESH, new TurnAttribute.Lifetime(0));
  }

  private @Nullable StunMessage request(
      DatagramSocket client, int method, StunAttribute... attributes) throws IOException {
    TransactionId id = new TransactionId(0, ++transactions);
    List<StunAttribute> all = new ArrayList<>(Arrays.asList(attributes));
    byte[] bytes;
    if (nonce.isEmpty()) {
      bytes = StunEncoder.encode(new StunMessage(StunClass.REQUEST, method, id, all), true);
    } else {
      all.add(new StunAttribute.Username(NAME));
      all.add(new StunAttribute.Realm(NAME));
      all.add(new StunAttribute.Nonce(nonce));
      bytes = StunEncoder.encodeProtected(new StunMessage(StunClass.REQUEST, method, id, all), key);
    }
    client.send(new DatagramPacket(bytes, bytes.length));
    byte[] answer = receive(client);
    if (answer == null || !(StunParser.parse(answer) instanceof StunDecoding.Parsed(var packet))) {
      return null;
    }
    var fresh = packet.message().attribute(StunAttribute.Nonce.class);
    nonce = fresh == null ? nonce : fresh.value();
    return packet.message();
  }

  private byte @Nullable [] receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      socket.receive(packet);
      return Arrays.copyOf(buffer, packet.getLength());
    } catch (SocketTimeoutException e) {
      lost++;
      return null;
    }
  }
}
