package org.parley.turn.net;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Passage;
import org.parley.net.udp.SocketUse;
import org.parley.net.udp.UdpHub;
import org.parley.turn.auth.Authenticator;
import org.parley.turn.dtls.DtlsLimits;
import org.parley.turn.dtls.DtlsShared;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.peers.PeerRules;
import org.parley.turn.relay.AllocationInfo;
import org.parley.turn.relay.NatDiscovery;
import org.parley.turn.relay.Place;
import org.parley.turn.relay.Quotas;
import org.parley.turn.relay.RelayConfig;
import org.parley.turn.relay.RelayServer;
import org.parley.turn.relay.ServedPorts;
import org.parley.turn.relay.SharedBandwidth;
import org.parley.turn.relay.StunCounters;
import org.parley.turn.stream.StreamLimits;
import org.parley.turn.stream.StreamServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running STUN and TURN server. Starting binds its sockets, closing frees them. */
public final class TurnServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TurnServer.class);
  private static final int TRIES_FOR_A_COMMON_PORT = 20;
  private static final int PROCESSORS_PER_LOOP = 4;
  private static final int TOKEN_KEY = 32;

  private final TurnServerConfig.Sockets sockets;
  private final TurnEnvironment environment;
  private final List<InetAddress> machine;
  private final NetworkLoops loops;
  private final TurnShared shared;
  private final List<TurnLoop> turnLoops = new ArrayList<>();
  private final StreamServer streams;
  private final @Nullable DiscoverySockets discovery;
  private int port;
  private int tlsPort;

  private TurnServer(NetworkLoops loops, TurnServerConfig config, TurnEnvironment environment)
      throws IOException {
    this.loops = loops;
    this.sockets = config.sockets();
    this.environment = environment;
    this.machine = machineAddresses(sockets.listen().getAddress());
    this.discovery = DiscoverySockets.of(sockets, plainLocals());
    this.shared = share(config.policy());
    for (NetworkLoop loop : loops.loops()) {
      turnLoops.add(new TurnLoop(shared, loop, core(config.policy(), loop)));
    }
    shared.owners().loops().addAll(turnLoops);
    turnLoops.forEach(each -> each.ports().connect(turnLoops));
    streams =
        new StreamServer(
            loops,
            loop -> turnLoops.get(loop.index()).links(),
            StreamLimits.STANDARD,
            environment.certificates());
  }

  /**
   * Binds its sockets and serves.
   *
   * @throws IllegalStateException if a socket cannot be bound; the message names the setting
   * @throws IllegalArgumentException if the configuration cannot be served; so does this one
   */
  public static TurnServer start(TurnServerConfig config, TurnEnvironment environment) {
    return start(config, environment, NetworkLoops.bestKind());
  }

  static TurnServer start(
      TurnServerConfig config, TurnEnvironment environment, NetworkLoops.Kind kind) {
    // Only Linux lets several loops listen at one port.
    int count = kind == NetworkLoops.Kind.EPOLL ? loops(config.sockets().loops()) : 1;
    NetworkLoops loops = NetworkLoops.start("turn-loop", count, kind);
    TurnServer server = null;
    try {
      server = new TurnServer(loops, config, environment);
      server.bind();
      Rehearsal.start(loops, config);
      log.info(
          "STUN and TURN on {} port {}: {}",
          config.sockets().listen().getHostString(),
          server.port,
          server.turnLoops.getFirst().hub().path());
      return server;
    } catch (BindFailure e) {
      closeFailed(server, loops);
      throw new IllegalStateException(e.explanation(config.sockets().listen()), e);
    } catch (IOException e) {
      closeFailed(server, loops);
      throw new IllegalStateException("turn.listen: the server cannot start", e);
    } catch (RuntimeException e) {
      closeFailed(server, loops);
      throw e;
    }
  }

  /** Few: one loop finds more packets in each wake-up than several would (docs/assumptions.md). */
  private static int loops(int configured) {
    return configured > 0
        ? configured
        : Math.max(1, Runtime.getRuntime().availableProcessors() / PROCESSORS_PER_LOOP);
  }

  /** A server on loops of another one, for UDP alone. */
  static TurnServer stage(NetworkLoops loops, TurnServerConfig config) throws IOException {
    TurnServer server = new TurnServer(loops, config, TurnEnvironment.ALONE);
    try {
      InetAddress address = config.sockets().listen().getAddress();
      server.port = UdpHub.freePort(address);
      server.bindUdp(server.plainLocals(), server.port);
      return server;
    } catch (BindFailure e) {
      server.closeSockets();
      throw new IOException(e);
    }
  }

  private static void closeFailed(@Nullable TurnServer server, NetworkLoops loops) {
    if (server == null) {
      loops.close();
    } else {
      server.close();
    }
  }

  /** Where relays may be: the addresses that are listened at, then all others. */
  private static List<InetAddress> machineAddresses(InetAddress listen) {
    Set<InetAddress> all = new LinkedHashSet<>(LocalAddresses.of(listen));
    all.addAll(LocalAddresses.all());
    return List.copyOf(all);
  }

  private TurnShared share(TurnServerConfig.Policy policy) {
    List<InetAddress> locals = new ArrayList<>(plainLocals());
    locals.addAll(tlsLocals());
    NatDiscovery natDiscovery =
        discovery == null ? null : discovery.discovery(plainLocals(), locals.size());
    if (discovery != null) {
      locals.addAll(discovery.others());
    }
    RelayAddresses addresses = new RelayAddresses(sockets.relays(), machine);
    Translation translation = new Translation(addresses.all(), environment.media());
    List<InetSocketAddress> media = new ArrayList<>();
    for (TurnEnvironment.Media each : environment.media()) {
      media.add(each.bound());
      media.add(each.announced());
    }
    long now = System.nanoTime();
    RelayServer.Shared core =
        new RelayServer.Shared(
            new Quotas(policy.limits().allocations(), policy.limits().allocationsPerUser()),
            new ServedPorts(addresses.announced(), media),
            new SharedBandwidth(policy.limits().bytesPerSecond(), now),
            new StunCounters(),
            natDiscovery);
    return new TurnShared(
        loops.kind(),
        sockets.udp(),
        locals,
        addresses,
        translation,
        !translation.isEmpty(),
        passage(),
        core,
        Owned.Owners.of(locals.size()),
        new AtomicInteger(),
        new Denials(now),
        new DtlsShared(DtlsLimits.STANDARD, environment.certificates(), new SecureRandom()),
        new LogLimit(now));
  }

  private Passage passage() {
    Passage given = environment.passage();
    return given == null || !sockets.shortcut() ? new Passage() : given;
  }

  private List<InetAddress> plainLocals() {
    List<InetAddress> all = new ArrayList<>(LocalAddresses.of(sockets.listen().getAddress()));
    InetAddress second = sockets.second();
    if (second != null && !all.contains(second)) {
      all.add(second);
    }
    return all;
  }

  private List<InetAddress> tlsLocals() {
    InetSocketAddress tls = sockets.tlsListen();
    return tls == null ? List.of() : LocalAddresses.of(tls.getAddress());
  }

  private RelayServer core(TurnServerConfig.Policy policy, NetworkLoop loop) {
    byte[] key = new byte[TOKEN_KEY];
    new SecureRandom().nextBytes(key);
    Place place = new Place(loop.index(), key);
    return new RelayServer(shared.core(), settings(policy), place);
  }

  private RelayServer.Settings settings(TurnServerConfig.Policy policy) {
    TurnServerConfig.Limits limits = policy.limits();
    RelayConfig config =
        new RelayConfig(
            shared.addresses().families(),
            UdpHub.direct(shared.kind(), loops.loops().getFirst(), shared.udp()),
            limits.lifetime(),
            limits.permissions(),
            limits.channels(),
            limits.allocationBytesPerSecond(),
            new RelayConfig.Extensions(
                policy.tcpRelays(), limits.connections(), policy.mobility(), policy.alternates()));
    return new RelayServer.Settings(config, rules(policy), new Authenticator(policy.auth()));
  }

  private PeerRules rules(TurnServerConfig.Policy policy) {
    Set<IpAddress> own = new LinkedHashSet<>(shared.core().served().addresses());
    machine.forEach(address -> own.add(IpAddress.of(address)));
    return new PeerRules(
        policy.peers().allow(), policy.peers().deny(), own, shared.core().served().addresses());
  }

  /** The port of UDP and TCP. */
  public int port() {
    return port;
  }

  /** The port of {@code turn.tlsListen}; 0 if that is off. */
  public int tlsPort() {
    return tlsPort;
  }

  /**
   * Takes over a connection of another port whose next bytes are STUN; see {@link
   * StreamServer#takeOver}.
   *
   * @return false if it was refused, and is to be closed
   */
  public boolean accept(Channel channel) {
    return streams.takeOver(channel);
  }

  /** From any thread. */
  public TurnCounters counters() {
    return TurnCounters.of(turnLoops, shared, streams.counters());
  }

  /** All allocations, those of each loop as they are when it is asked. From any thread. */
  public CompletableFuture<List<AllocationInfo>> allocations() {
    List<CompletableFuture<List<AllocationInfo>>> asked =
        turnLoops.stream().map(TurnLoop::describe).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ -> asked.stream().flatMap(each -> each.join().stream()).toList());
  }

  /** New rules for who comes from now on; allocations stay. From any thread. */
  public void reload(TurnServerConfig.Policy policy) {
    TurnServerConfig.Limits limits = policy.limits();
    shared.core().quotas().limit(limits.allocations(), limits.allocationsPerUser());
    shared.core().bandwidth().limit(limits.bytesPerSecond());
    for (TurnLoop loop : turnLoops) {
      RelayServer.Settings settings = settings(policy);
      loop.post(() -> loop.core().configure(settings), () -> {});
    }
  }

  /** No new allocations from now on; there may be some until they end. From any thread. */
  public void drain() {
    turnLoops.forEach(loop -> loop.post(loop.core()::drain, () -> {}));
  }

  @Override
  public void close() {
    closeSockets();
    loops.close();
  }

  /** The loops stay. */
  void closeSockets() {
    streams.close();
    turnLoops.forEach(TurnLoop::close);
  }

  /** With port 0 the system picks a TCP port, which may be taken for UDP: then another is tried. */
  private void bind() throws BindFailure {
    for (int attempt = 1; ; attempt++) {
      try {
        bindOnce();
        return;
      } catch (BindFailure e) {
        streams.stopListening();
        turnLoops.forEach(each -> each.ports().stopListening());
        if (sockets.listen().getPort() != 0 || attempt == TRIES_FOR_A_COMMON_PORT) {
          throw e;
        }
      }
    }
  }

  private void bindOnce() throws BindFailure {
    port = bindTcp(sockets.listen(), false);
    bindUdp(plainLocals(), port);
    InetSocketAddress tls = sockets.tlsListen();
    if (tls != null) {
      tlsPort = bindTcp(tls, true);
      bindUdp(tlsLocals(), tlsPort);
    }
    if (discovery != null) {
      bindUdp(discovery.others(), discovery.otherPort());
    }
  }

  private int bindTcp(InetSocketAddress address, boolean tlsOnly) throws BindFailure {
    try {
      return streams.listen(address, tlsOnly).getPort();
    } catch (IOException e) {
      throw new BindFailure("TCP", address, e);
    }
  }

  private void bindUdp(List<InetAddress> addresses, int at) throws BindFailure {
    SocketUse use = turnLoops.size() > 1 ? SocketUse.LISTENING_SHARED : SocketUse.LISTENING;
    for (InetAddress address : addresses) {
      InetSocketAddress udp = new InetSocketAddress(address, at);
      try {
        UdpHub.requireFree(udp);
        for (TurnLoop loop : turnLoops) {
          loop.ports().listen(udp, use);
        }
      } catch (IOException e) {
        throw new BindFailure("UDP", udp, e);
      }
    }
  }
}
