package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/**
 * The sockets of one loop that share the memory of what they receive and send, so that thousands of
 * them cost little. On the loop's thread, but for {@link #open}, {@link #close} and the counts.
 *
 * <p>All that is ready when the loop wakes up is handed up first; then all that was queued
 * meanwhile is sent, and only then memory is used again.
 */
public interface UdpHub extends AutoCloseable {
  /** Whatever UDP can carry (RFC 768, over IPv4) is received whole. */
  int MAX_DATAGRAM = 65_507;

  /**
   * @param headroom free bytes before each received datagram
   * @param tailroom free bytes behind it
   */
  record Room(int headroom, int tailroom) {}

  /** Opens no socket yet; from any thread. */
  static UdpHub open(
      NetworkLoops.Kind kind, NetworkLoop loop, Room room, UdpOptions options, Events events)
      throws IOException {
    String obstacle = UdpPorts.obstacle(kind, loop, options);
    return obstacle.isEmpty()
        ? loop.call(() -> new DirectHub(loop, room, options, events))
        : new NettyHub(kind, loop, room, obstacle, events);
  }

  /**
   * To be asked before hubs share a port: with SO_REUSEPORT another program would get a part of our
   * packets.
   *
   * @throws IOException if the port is taken
   */
  static void requireFree(InetSocketAddress local) throws IOException {
    FreePort.of(local);
  }

  /** A port that nobody has at this moment. */
  static int freePort(InetAddress address) throws IOException {
    return FreePort.of(new InetSocketAddress(address, 0)).getPort();
  }

  /** Whether hubs would be {@link #direct()}. */
  static boolean direct(NetworkLoops.Kind kind, NetworkLoop loop, UdpOptions options) {
    return UdpPorts.obstacle(kind, loop, options).isEmpty();
  }

  /** What the owner of a hub hears beside datagrams. */
  interface Events {
    /** All that was ready has been handed up; what is queued now leaves with the rest. */
    void onWakeUpEnd();
  }

  /**
   * Binds a socket and reads it.
   *
   * @throws java.net.BindException if the address is taken, or is none of ours
   * @throws IOException if no socket can be had
   */
  HubSocket bind(InetSocketAddress local, SocketUse use, HubReceiver receiver) throws IOException;

  /**
   * To be called first by whatever wakes the loop up for work that may send, except datagrams of
   * this hub: reads the clock, and has the wake-up's end follow.
   */
  void wakeUp();

  /** Sends what is queued now; what was received before may be overwritten afterwards. */
  void flush();

  /** Releases {@code buffer} when what is queued has been sent. */
  void releaseLater(ByteBuf buffer);

  /**
   * Whether Linux is called directly: only then datagrams are kept from being fragmented on demand,
   * ICMP errors are heard of, and several hubs may listen at one port on every system.
   */
  boolean direct();

  /** How datagrams go, in words for the log. */
  String path();

  long count(HubCount count);

  /** Closes all sockets and waits for it; from any thread. */
  @Override
  void close();
}
