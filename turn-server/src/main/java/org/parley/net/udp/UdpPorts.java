package org.parley.net.udp;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/**
 * One local address: a port for each loop. Each has a socket of its own (SO_REUSEPORT) where the
 * system can share an address; where it cannot, one loop reads for all, and the others only send.
 */
public final class UdpPorts implements AutoCloseable {
  /** A port that the system picked may be taken by another before all sockets are bound. */
  private static final int MAX_TRIES = 5;

  private final InetSocketAddress local;
  private final List<LoopPort> ports;
  private final Segmentation segmentation;
  private final String path;

  private UdpPorts(
      InetSocketAddress local, List<LoopPort> ports, Segmentation segmentation, String path) {
    this.local = local;
    this.ports = List.copyOf(ports);
    this.segmentation = segmentation;
    this.path = path;
  }

  /**
   * Opens and reads a local address.
   *
   * @param local its port is 0 if the system is to pick one
   * @param receivers makes the receiver of one loop's port, on the calling thread; they are called
   *     when all ports are open
   * @throws IOException if the address is taken, also by another process that shares ports
   */
  public static UdpPorts open(
      NetworkLoops loops,
      InetSocketAddress local,
      UdpOptions options,
      BiFunction<UdpPort, NetworkLoop, UdpReceiver> receivers)
      throws IOException {
    UdpPorts opened = open(loops, local, options);
    try {
      opened.start(loops.loops(), receivers);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  private void start(
      List<NetworkLoop> loops, BiFunction<UdpPort, NetworkLoop, UdpReceiver> receivers) {
    List<UdpReceiver> made = new ArrayList<>();
    for (NetworkLoop loop : loops) {
      made.add(receivers.apply(port(loop), loop));
    }
    for (NetworkLoop loop : loops) {
      ports.get(loop.index()).start(made.get(loop.index()));
    }
  }

  private static UdpPorts open(NetworkLoops loops, InetSocketAddress local, UdpOptions options)
      throws IOException {
    for (int tries = 1; ; tries++) {
      InetSocketAddress free = FreePort.of(local);
      try {
        return openAt(loops, free, options);
      } catch (IOException e) {
        if (local.getPort() != 0 || tries == MAX_TRIES) {
          throw e;
        }
      }
    }
  }

  private static UdpPorts openAt(NetworkLoops loops, InetSocketAddress local, UdpOptions options)
      throws IOException {
    DirectCalls direct = DirectCalls.onThisMachine();
    String obstacle = obstacle(loops.kind(), loops.loops().getFirst(), options);
    boolean canSegment =
        obstacle.isEmpty()
            ? direct.segmentation()
            : loops.kind() == NetworkLoops.Kind.EPOLL
                && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    Segmentation segmentation = new Segmentation(local, options.segmentation() && canSegment);
    List<LoopPort> ports = new ArrayList<>();
    try {
      if (obstacle.isEmpty()) {
        openDirect(loops, local, segmentation, ports);
      } else {
        openNetty(loops, local, segmentation, ports);
      }
    } catch (IOException e) {
      ports.forEach(LoopPort::close);
      throw e;
    }
    return new UdpPorts(local, ports, segmentation, path(loops, obstacle, segmentation));
  }

  /** Why system calls are not made directly; empty if they are. */
  static String obstacle(NetworkLoops.Kind kind, NetworkLoop loop, UdpOptions options) {
    if (!options.systemCalls()) {
      return "switched off";
    }
    if (kind != NetworkLoops.Kind.EPOLL || !(loop.eventLoop() instanceof IoEventLoop)) {
      return "the loops do not wait by epoll";
    }
    return DirectCalls.onThisMachine().obstacle();
  }

  private static void openDirect(
      NetworkLoops loops, InetSocketAddress local, Segmentation segmentation, List<LoopPort> into)
      throws IOException {
    boolean shared = loops.loops().size() > 1;
    for (NetworkLoop loop : loops.loops()) {
      into.add(DirectPort.open(loop, local, shared, segmentation));
    }
  }

  private static void openNetty(
      NetworkLoops loops, InetSocketAddress local, Segmentation segmentation, List<LoopPort> into)
      throws IOException {
    List<NetworkLoop> all = loops.loops();
    switch (loops.kind()) {
      case EPOLL -> {
        for (NetworkLoop loop : all) {
          NettySocket socket =
              NettySocket.open(loops.kind(), loop, local, all.size() > 1, segmentation);
          into.add(new NettyPort(loop, socket, true));
        }
      }
      case NIO -> {
        NetworkLoop reader = all.get(Math.floorMod(local.hashCode(), all.size()));
        NettySocket socket = NettySocket.open(loops.kind(), reader, local, false, segmentation);
        for (NetworkLoop loop : all) {
          into.add(new NettyPort(loop, socket, all.size() == 1));
        }
      }
    }
  }

  private static String path(NetworkLoops loops, String obstacle, Segmentation segmentation) {
    String sockets =
        switch (loops.kind()) {
          case EPOLL -> loops.loops().size() + " sockets";
          case NIO -> "one socket";
        };
    String segments = segmentation.on() ? "segmented sends" : "no segmented sends";
    return obstacle.isEmpty()
        ? "direct recvmmsg and sendmmsg, %s, %s".formatted(segments, sockets)
        : "Netty %s, %s, %s (no direct calls: %s)"
            .formatted(
                switch (loops.kind()) {
                  case EPOLL -> "epoll";
                  case NIO -> "NIO";
                },
                segments,
                sockets,
                obstacle);
  }

  /** Where the sockets are bound, with the port that was picked. */
  public InetSocketAddress local() {
    return local;
  }

  /** The port of each loop, in the order of {@link NetworkLoops#loops()}. */
  public List<UdpPort> ports() {
    return List.copyOf(ports);
  }

  public UdpPort port(NetworkLoop loop) {
    return ports.get(loop.index());
  }

  /** Whether messages are segmented by the system as yet. */
  public boolean segments() {
    return segmentation.on();
  }

  /** How datagrams go, in words for the log. */
  public String path() {
    return path;
  }

  /** Closes all ports and waits for it; from any thread, and before the loops end. */
  @Override
  public void close() {
    ports.forEach(LoopPort::close);
  }
}
