package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.parley.media.transport.dtls.DtlsIdentity;
import org.parley.media.transport.dtls.DtlsServerContext;
import org.parley.media.transport.ice.IceTimeouts;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.net.benchmark.Measured;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Passage;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpOptions;

/**
 * Ten packets of 1,216 bytes to each of fifty sockets of this machine, the system's share included.
 * Nobody reads those sockets: what they have no room for is dropped when it has reached them.
 */
public class DepartureBenchmark extends Measured {
  private static final int RECEIVERS = 50;
  private static final int RUN = 10;
  private static final int LENGTH = 1216;

  /** One hand-over to the loop for so many. */
  private static final int ROUNDS = 4;

  @Param({"direct", "netty"})
  public String path;

  @Param({"true", "false"})
  public boolean segmentation;

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);
  private final NetworkLoop loop = loops.loops().getFirst();
  private final TransportCounters counters = new TransportCounters();
  private final LoopTraffic traffic = new LoopTraffic(loop, 1, counters);
  private final List<DatagramChannel> receivers = new ArrayList<>();
  private final List<UdpRoute> routes = new ArrayList<>();
  private UdpSocket socket;

  @Setup
  public void begin() throws IOException {
    SecureRandom random = new SecureRandom();
    TransportShared shared =
        new TransportShared(
            new PeerTable(),
            counters,
            new DtlsServerContext(
                DtlsIdentity.create(random, Instant.now()),
                random,
                CryptoProvider.jdk(),
                1,
                Duration.ofSeconds(1)),
            CryptoProvider.jdk(),
            new IceTimeouts(1, 1, 1, 1),
            random);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    socket =
        new UdpSocket(
            loops,
            any,
            new UdpOptions(path.equals("direct"), segmentation),
            new Passage(),
            (udp, port, _) -> new UdpReader(udp, port, traffic, shared.peers(), counters));
    PeerTransport peer = new PeerTransport(shared, traffic, new RecordingListener());
    for (int i = 0; i < RECEIVERS; i++) {
      DatagramChannel receiver = DatagramChannel.open().bind(any);
      receivers.add(receiver);
      RemoteAddress to = RemoteAddress.of((InetSocketAddress) receiver.getLocalAddress());
      routes.add(new UdpRoute(peer, socket, to));
    }
    System.out.println(socket.path());
  }

  @Benchmark
  @OperationsPerInvocation(ROUNDS * RECEIVERS * RUN)
  public void send() throws InterruptedException, ExecutionException {
    loop.eventLoop().submit(this::rounds).get();
  }

  private void rounds() {
    for (int i = 0; i < ROUNDS; i++) {
      round();
    }
  }

  private void round() {
    Departures departures = traffic.departures();
    for (UdpRoute route : routes) {
      for (int i = 0; i < RUN; i++) {
        ByteBuf buffer = departures.begin(LENGTH);
        int start = buffer.writerIndex();
        buffer.writerIndex(start + LENGTH);
        // As audio, which the pacer lets pass: here frames follow each other without a pause.
        departures.add(route, start, false);
      }
    }
    departures.flush();
  }

  @TearDown
  public void end() throws IOException {
    socket.close();
    for (DatagramChannel receiver : receivers) {
      receiver.close();
    }
    loops.close();
  }
}
