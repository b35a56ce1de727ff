package org.parley.media.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.AddressTable;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpOptions;
import org.parley.net.udp.UdpPort;
import org.parley.net.udp.UdpPorts;
import org.parley.net.udp.UdpReceiver;

/**
 * One local address: a port for each loop, and the peers behind the remote addresses. For all
 * threads.
 */
final class UdpSocket {
  /** Makes what reads one loop's port. */
  interface Readers {
    UdpReceiver make(UdpSocket socket, UdpPort port, NetworkLoop loop);
  }

  private final AddressTable<UdpRoute> routes = new AddressTable<>();
  private final UdpPorts ports;

  UdpSocket(NetworkLoops loops, InetSocketAddress local, UdpOptions options, Readers readers)
      throws IOException {
    ports = UdpPorts.open(loops, local, options, (port, loop) -> readers.make(this, port, loop));
  }

  InetSocketAddress local() {
    return ports.local();
  }

  /** How datagrams go, in words. */
  String path() {
    return ports.path();
  }

  UdpPort port(NetworkLoop loop) {
    return ports.port(loop);
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
    ports.close();
  }
}
