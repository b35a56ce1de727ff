package org.parley.turn.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
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
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/**
 * What clients' allocations cost one core: time and garbage of each request, and the heap that an
 * allocation with a permission and a channel holds. The first round is that of a cold JVM.
 *
 * <p>Run with {@code java -cp ... org.parley.turn.relay.AllocationCost [allocations] [rounds]}.
 */
final class AllocationCost {
  private static final TurnAttribute UDP = new TurnAttribute.RequestedTransport(17);
  private static final TurnAttribute PEER =
      new TurnAttribute.XorPeerAddress(new InetSocketAddress("192.0.2.1", 5000));
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final StunAttribute[] PEERS = peers();

  private final RelayServer server;
  private final EphemeralCredentials credentials =
      EphemeralCredentials.issue("secret", "ada", 4_000_000_000L);
  private final byte[] key;
  private final FiveTuple[] clients;
  private final String[] nonces;
  private int transactions;
  private int ports;
  private long now;

  private AllocationCost(int allocations) throws GeneralSecurityException {
    AuthConfig auth =
        new AuthConfig("parley", List.of("secret"), Map.of(), Duration.ofHours(1), new byte[32]);
    RelayConfig config =
        new RelayConfig(
            Set.of(AddressFamily.IPV4),
            true,
            Duration.ofHours(1),
            64,
            64,
            0,
            RelayConfig.Extensions.NONE);
    InetAddress own = InetAddress.ofLiteral("203.0.113.5");
    ServedPorts served = new ServedPorts(List.of(IpAddress.of(own)), List.of());
    PeerRules rules =
        new PeerRules(List.of(), List.of(), List.of(IpAddress.of(own)), served.addresses());
    server =
        new RelayServer(
            new RelayServer.Shared(
                new Quotas(allocations, allocations),
                served,
                new SharedBandwidth(0, 0),
                new StunCounters(),
                null),
            new RelayServer.Settings(config, rules, new Authenticator(auth)),
            new Place(0, new byte[32]));
    String text = credentials.username() + ":parley:" + credentials.password();
    key = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
    clients = new FiveTuple[allocations];
    nonces = new String[allocations];
    for (int i = 0; i < allocations; i++) {
      clients[i] =
          new FiveTuple(Transport.UDP, 0, new InetSocketAddress("198.51.100.7", 1_024 + i));
    }
  }

  private static StunAttribute[] peers() {
    StunAttribute[] peers = new StunAttribute[8];
    Arrays.setAll(
        peers,
        i -> new TurnAttribute.XorPeerAddress(new InetSocketAddress("192.0.2." + (i + 2), 5000)));
    return peers;
  }

  public static void main(String... arguments) throws GeneralSecurityException {
    int allocations = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 12;
    AllocationCost cost = new AllocationCost(allocations);
    long empty = heap();
    for (int round = 1; round <= rounds; round++) {
      System.out.println("round " + round);
      cost.round();
      if (round == 1) {
        System.out.printf(
            "  heap %d bytes for each allocation with one channel%n",
            (heap() - empty) / allocations);
      }
      cost.fill();
    }
  }

  /** Everything for each client, one kind of request after the other. */
  private void round() {
    run("401", i -> plain());
    run("Allocate", i -> request(i, StunMessage.ALLOCATE, UDP));
    run("CreatePermission", i -> request(i, StunMessage.CREATE_PERMISSION, PEER));
    run(
        "ChannelBind",
        i -> request(i, StunMessage.CHANNEL_BIND, new TurnAttribute.ChannelNumber(0x4000), PEER));
    run("Refresh", i -> request(i, StunMessage.REFRESH));
  }

  /** Ten deadlines for each allocation. */
  private void fill() {
    run("8 permissions", i -> request(i, StunMessage.CREATE_PERMISSION, PEERS));
    run("Refresh", i -> request(i, StunMessage.REFRESH));
    run("end", i -> request(i, StunMessage.REFRESH, new TurnAttribute.Lifetime(0)));
    // Challenges are few for each address and second.
    now += 1_000_000_000;
  }

  private void run(String name, IntFunction<byte[]> requests) {
    byte[][] all = new byte[clients.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = requests.apply(i);
    }
    byte[][] answers = new byte[clients.length][];
    long garbage = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    for (int i = 0; i < all.length; i++) {
      answers[i] = serve(clients[i], all[i]);
    }
    long nanos = System.nanoTime() - start;
    garbage = THREADS.getCurrentThreadAllocatedBytes() - garbage;
    System.out.printf(
        "  %-17s %6.1f us %6d bytes%n", name, nanos / 1e3 / all.length, garbage / all.length);
    for (int i = 0; i < all.length; i++) {
      note(i, answers[i]);
    }
  }

  private byte[] serve(FiveTuple client, byte[] request) {
    now += 1_000;
    server.onMessage(client, request, now, 1_000);
    byte[] answer = new byte[0];
    for (RelayEffect next = server.nextEffect(); next != null; next = server.nextEffect()) {
      if (next instanceof RelayEffect.OpenRelay open) {
        int port = 1_024 + ports++ % 60_000;
        server.onRelayOpened(open.relay(), new InetSocketAddress("203.0.113.5", port), now);
      } else if (next instanceof RelayEffect.Send send) {
        answer = send.message();
      }
    }
    return answer;
  }

  private void note(int client, byte[] answer) {
    if (!(StunParser.parse(answer) instanceof StunDecoding.Parsed parsed)) {
      throw new IllegalStateException("no answer");
    }
    StunMessage message = parsed.packet().message();
    var nonce = message.attribute(StunAttribute.Nonce.class);
    if (nonce != null) {
      nonces[client] = nonce.value();
    } else if (message.type() != StunClass.SUCCESS_RESPONSE) {
      throw new IllegalStateException("refused: " + message);
    }
  }

  private byte[] plain() {
    return StunEncoder.encode(
        new StunMessage(StunClass.REQUEST, StunMessage.ALLOCATE, id(), UDP), false);
  }

  private byte[] request(int client, int method, StunAttribute... attributes) {
    StunAttribute[] all = new StunAttribute[attributes.length + 3];
    System.arraycopy(attributes, 0, all, 0, attributes.length);
    all[attributes.length] = new StunAttribute.Username(credentials.username());
    all[attributes.length + 1] = new StunAttribute.Realm("parley");
    all[attributes.length + 2] = new StunAttribute.Nonce(nonces[client]);
    return StunEncoder.encodeProtected(new StunMessage(StunClass.REQUEST, method, id(), all), key);
  }

  private TransactionId id() {
    return new TransactionId(9, ++transactions);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
