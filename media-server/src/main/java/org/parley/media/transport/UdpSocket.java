package org.parley.media.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Doorway;
import org.parley.net.passage.Entrance;
import org.parley.net.passage.Passage;
import org.parley.net.udp.AddressTable;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpOptions;
import org.parley.net.udp.UdpPort;
import org.parley.net.udp.UdpPorts;

/**
 * One local address: a port for each loop, and the peers behind the remote addresses. For all
 * threads.
 */
final class UdpSocket implements Entrance {
  /** Makes what reads one loop's port. */
  interface Readers {
    UdpReader make(UdpSocket socket, UdpPort port, NetworkLoop loop);
  }

  private final AddressTable<UdpRoute> routes = new AddressTable<>();
  private final UdpPorts ports;
  private final List<UdpReader> readers;
  private final RemoteAddress address;
  private final Passage passage;
  private volatile boolean closed;

  UdpSocket(
      NetworkLoops loops,
      InetSocketAddress local,
      UdpOptions options,
      Passage passage,
      Readers readers)
      throws IOException {
    List<UdpReader> made = new ArrayList<>();
    this.passage = passage;
    ports =
        UdpPorts.open(
            loops,
            local,
            options,
            (port, loop) -> {
              UdpReader reader = readers.make(this, port, loop);
              made.add(reader);
              return reader;
            });
    this.readers = List.copyOf(made);
    address = RemoteAddress.of(ports.local());
  }

  /** Relays of this process find the way here from now on. */
  void admitRelays() {
    passage.addMedia(address, this);
  }

  /** Where it is bound; not to be changed. */
  RemoteAddress address() {
    return address;
  }

  /** The relay of this process at an address; null if that is elsewhere. */
  @Nullable Doorway relay(RemoteAddress at) {
    return passage.relay(at);
  }

  /** That of the loop where the peer lives; if it is not known yet, any will do. */
  @Override
  public Doorway doorway(RemoteAddress from) {
    UdpRoute route = routes.get(from);
    return readers.get(
        route == null
            ? Math.floorMod(from.hashCode(), readers.size())
            : route.peer().owner().index());
  }

  boolean closed() {
    return closed;
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
    closed = true;
    passage.removeMedia(address, this);
    ports.close();
  }
}
