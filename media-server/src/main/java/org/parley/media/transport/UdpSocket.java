package org.parley.media.transport;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.loop.MediaLoop;
import org.parley.media.transport.udp.AddressTable;
import org.parley.media.transport.udp.RemoteAddress;
import org.parley.media.transport.udp.UdpPort;

/**
 * One local address: a port for each loop, and the peers behind the remote addresses. For all
 * threads.
 */
final class UdpSocket {
  private final InetSocketAddress local;
  private final AddressTable<UdpRoute> routes = new AddressTable<>();
  private volatile List<UdpPort> ports = List.of();

  UdpSocket(InetSocketAddress local) {
    this.local = local;
  }

  /** Sets the ports, in the order of their loops, before anything can arrive. */
  void open(List<UdpPort> opened) {
    ports = List.copyOf(opened);
  }

  InetSocketAddress local() {
    return local;
  }

  UdpPort port(MediaLoop loop) {
    return ports.get(loop.index());
  }

  @Nullable UdpRoute routeFrom(RemoteAddress remote) {
    return routes.get(remote);
  }

  void assign(RemoteAddress remote, UdpRoute route) {
    routes.put(remote, route);
  }

  void release(RemoteAddress remote, UdpRoute route) {
    routes.remove(remote, route);
  }

  int routeCount() {
    return routes.size();
  }

  void close() {
    ports.forEach(UdpPort::close);
  }
}
