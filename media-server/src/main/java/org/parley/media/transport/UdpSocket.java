package org.parley.media.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.parley.media.loop.MediaLoop;

/**
 * One local address: a channel for each loop, or one for all where the system cannot share a port,
 * and the peers behind the remote addresses. Tables are for all threads.
 */
final class UdpSocket {
  private final InetSocketAddress local;
  private final List<Channel> channels;
  private final Outlet[] outlets;
  private volatile boolean segments;
  private final Map<InetSocketAddress, UdpRoute> routes = new ConcurrentHashMap<>();

  UdpSocket(InetSocketAddress local, List<Channel> channels, int loops, boolean segments) {
    this.segments = segments;
    this.local = local;
    this.channels = List.copyOf(channels);
    this.outlets = new Outlet[loops];
    for (int i = 0; i < loops; i++) {
      outlets[i] = new Outlet(channels.get(i % channels.size()));
    }
  }

  InetSocketAddress local() {
    return local;
  }

  Outlet outlet(MediaLoop loop) {
    return outlets[loop.index()];
  }

  /** Whether packets of one size to one address may be written as one. */
  boolean segments() {
    return segments;
  }

  /**
   * The device behind this address refused a segmented packet: from now on each leaves alone.
   *
   * @return whether that is news
   */
  boolean stopSegmenting() {
    boolean before = segments;
    segments = false;
    return before;
  }

  @Nullable UdpRoute routeFrom(InetSocketAddress remote) {
    return routes.get(remote);
  }

  void assign(InetSocketAddress remote, UdpRoute route) {
    routes.put(remote, route);
  }

  void release(InetSocketAddress remote, UdpRoute route) {
    routes.remove(remote, route);
  }

  int routeCount() {
    return routes.size();
  }

  void close() {
    for (Channel channel : channels) {
      channel.close().awaitUninterruptibly();
    }
  }
}
