package org.parley.media.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.transport.dtls.DtlsIdentity;
import org.parley.media.transport.dtls.DtlsServerContext;
import org.parley.media.transport.ice.IceTimeouts;
import org.parley.net.loop.Cancellable;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Passage;
import org.parley.net.udp.UdpPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the media sockets, the certificate, and the tables by which packets find their peer. */
public final class MediaEndpoint implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MediaEndpoint.class);
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration RESCAN = Duration.ofSeconds(15);
  private static final int MAX_FRAME = 2048;
  private static final int PORT_ATTEMPTS = 20;

  private record Bound(UdpSocket udp, Channel tcp) {
    void close() {
      udp.close();
      tcp.close().awaitUninterruptibly();
    }
  }

  private final TransportConfig config;
  private final NetworkLoops loops;
  private final DtlsIdentity identity;
  private final TransportShared shared;
  private final TcpAdmission admission;
  private final Passage passage = new Passage();
  private final List<LoopTraffic> traffic = new ArrayList<>();
  private final List<Cancellable> timers = new ArrayList<>();
  private volatile Map<InetAddress, Bound> bound = Map.of();
  private volatile List<InetSocketAddress> offered = List.of();
  private int port;
  private String path = "";

  private MediaEndpoint(TransportConfig config, NetworkLoops loops) {
    this.config = config;
    this.loops = loops;
    this.admission = new TcpAdmission(config.limits());
    SecureRandom random = new SecureRandom();
    this.identity = DtlsIdentity.create(random, Instant.now());
    TransportConfig.Timeouts timeouts = config.timeouts();
    this.shared =
        new TransportShared(
            new PeerTable(),
            new TransportCounters(),
            new DtlsServerContext(
                identity,
                random,
                config.crypto(),
                config.limits().handshakes(),
                timeouts.handshake()),
            config.crypto(),
            new IceTimeouts(
                timeouts.connect().toNanos(),
                timeouts.silence().toNanos(),
                timeouts.consent().toNanos(),
                timeouts.failure().toNanos()),
            random);
    for (NetworkLoop loop : loops.loops()) {
      traffic.add(new LoopTraffic(loop, loops.loops().size(), shared.counters()));
    }
  }

  /**
   * @throws IOException if {@code media.listen} cannot be bound; the message says so
   */
  public static MediaEndpoint start(TransportConfig config, NetworkLoops loops) throws IOException {
    MediaEndpoint endpoint = new MediaEndpoint(config, loops);
    endpoint.bindAll();
    for (LoopTraffic each : endpoint.traffic) {
      endpoint.timers.add(each.loop().every(TICK, each::onTick));
    }
    if (config.listen().getAddress().isAnyLocalAddress()) {
      endpoint.timers.add(
          loops
              .loops()
              .getFirst()
              .every(RESCAN, _ -> Thread.ofVirtual().name("media-rescan").start(endpoint::rescan)));
    }
    return endpoint;
  }

  private void bindAll() throws IOException {
    List<InetAddress> addresses = LocalAddresses.toBind(config);
    if (addresses.isEmpty()) {
      throw new IOException("media.listen: this machine has no address to listen on");
    }
    int wanted = config.listen().getPort();
    for (int attempt = 1; ; attempt++) {
      try {
        bindAll(addresses, wanted);
        return;
      } catch (IOException e) {
        if (wanted != 0 || attempt == PORT_ATTEMPTS) {
          throw cannotBind(e);
        }
      }
    }
  }

  private IOException cannotBind(IOException cause) {
    return new IOException(
        "media.listen: cannot use port "
            + config.listen().getPort()
            + " (UDP and TCP) on "
            + config.listen().getHostString()
            + ": "
            + cause.getMessage()
            + "; choose another port or stop what uses this one",
        cause);
  }

  private void bindAll(List<InetAddress> addresses, int wanted) throws IOException {
    Map<InetAddress, Bound> opened = new LinkedHashMap<>();
    int chosen = wanted;
    try {
      for (InetAddress address : addresses) {
        Bound each = bind(address, chosen);
        opened.put(address, each);
        chosen = each.udp().local().getPort();
      }
    } catch (IOException e) {
      opened.values().forEach(Bound::close);
      throw e;
    }
    port = chosen;
    publish(opened, addresses);
  }

  private void publish(Map<InetAddress, Bound> opened, List<InetAddress> present) {
    bound = opened;
    offered =
        present.stream()
            .filter(opened::containsKey)
            .map(address -> new InetSocketAddress(address, port))
            .toList();
  }

  private Bound bind(InetAddress address, int wanted) throws IOException {
    Channel tcp = TcpSockets.open(loops, new InetSocketAddress(address, wanted), connections());
    InetSocketAddress local =
        new InetSocketAddress(address, ((InetSocketAddress) tcp.localAddress()).getPort());
    try {
      return new Bound(openUdp(local), tcp);
    } catch (IOException e) {
      tcp.close().awaitUninterruptibly();
      throw e;
    }
  }

  private UdpSocket openUdp(InetSocketAddress local) throws IOException {
    UdpSocket opened = new UdpSocket(loops, local, config.udp(), passage, this::reader);
    opened.admitRelays();
    if (!opened.path().equals(path)) {
      path = opened.path();
      LOG.info("media by {}", path);
    }
    return opened;
  }

  private UdpReader reader(UdpSocket socket, UdpPort udp, NetworkLoop loop) {
    LoopTraffic its = traffic.get(loop.index());
    UdpReader reader = new UdpReader(socket, udp, its, shared.peers(), shared.counters());
    its.add(reader);
    return reader;
  }

  private ChannelHandler connections() {
    return new ChannelInitializer<SocketChannel>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        channel
            .pipeline()
            // RFC 4571 section 2: two bytes of length before each packet.
            .addLast(new LengthFieldBasedFrameDecoder(MAX_FRAME, 0, 2, 0, 2))
            .addLast(
                new TcpConnection(
                    channel,
                    trafficOf(channel),
                    shared.peers(),
                    admission,
                    shared.counters(),
                    config.timeouts().firstFrame().toNanos()));
      }
    };
  }

  private LoopTraffic trafficOf(Channel channel) {
    for (LoopTraffic each : traffic) {
      if (each.loop().eventLoop() == channel.eventLoop()) {
        return each;
      }
    }
    throw new IllegalStateException("a channel of ours runs on a foreign loop");
  }

  /** Interfaces come and go: new addresses are bound, lost ones are not offered any more. */
  private synchronized void rescan() {
    try {
      List<InetAddress> present = LocalAddresses.toBind(config);
      Map<InetAddress, Bound> all = new LinkedHashMap<>(bound);
      for (InetAddress address : present) {
        if (!timers.isEmpty() && !all.containsKey(address)) {
          all.put(address, bind(address, port));
          LOG.info("media also on {} port {}", address.getHostAddress(), port);
        }
      }
      publish(all, present);
    } catch (IOException e) {
      LOG.warn("cannot follow a change of network addresses: {}", e.getMessage());
    }
  }

  /** Of the certificate that every handshake shows. */
  public Fingerprint fingerprint() {
    return identity.fingerprint();
  }

  /**
   * Where we can be reached, best first.
   *
   * @param reachedBy the address by which the client reached the front door, offered first when it
   *     is ours
   */
  public List<IceCandidate> candidates(@Nullable InetAddress reachedBy) {
    return Candidates.of(offered, config.announce(), reachedBy);
  }

  /** The bound port, UDP and TCP. */
  public int port() {
    return port;
  }

  /** Any thread; everything else about the transport happens on {@code owner}. */
  public PeerTransport open(NetworkLoop owner, PeerTransport.Listener listener) {
    PeerTransport transport = new PeerTransport(shared, traffic.get(owner.index()), listener);
    transport.open();
    return transport;
  }

  /** For sending what several transports of a loop write together. */
  public LoopBatch batch(NetworkLoop loop) {
    return traffic.get(loop.index());
  }

  /** For relays of this process. */
  public Passage passage() {
    return passage;
  }

  public TransportCounters counters() {
    return shared.counters();
  }

  /** User name fragments and remote addresses that lead to a peer, and unclaimed connections. */
  int tableEntries() {
    int entries = shared.peers().size() + admission.size();
    for (Bound each : bound.values()) {
      entries += each.udp().routeCount();
    }
    return entries;
  }

  /** Closes the sockets and every transport, without telling the listeners. */
  @Override
  public synchronized void close() {
    timers.forEach(Cancellable::cancel);
    timers.clear();
    for (LoopTraffic each : traffic) {
      each.loop().execute(() -> each.peers().forEach(PeerTransport::close));
    }
    bound.values().forEach(Bound::close);
    bound = Map.of();
    offered = List.of();
  }
}
