package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.parley.turn.peers.IpAddress;

/**
 * The ports at our own addresses that clients may have as peers: media, and relays while they are
 * open, so that two relayed clients reach each other. UDP and TCP have ports of their own. For all
 * cores, without a lock.
 */
public final class ServedPorts {
  private static final int WORDS = 65_536 / Integer.SIZE;

  private final IpAddress[] addresses;
  private final AtomicIntegerArray[] udp;
  private final AtomicIntegerArray[] tcp;

  /**
   * @param relays the addresses of relays, as clients are told
   * @param media where the media server listens, as clients are told and as it is bound
   */
  public ServedPorts(Collection<IpAddress> relays, Collection<InetSocketAddress> media) {
    Set<IpAddress> all = new LinkedHashSet<>(relays);
    media.forEach(address -> all.add(IpAddress.of(address.getAddress())));
    addresses = all.toArray(IpAddress[]::new);
    udp = new AtomicIntegerArray[addresses.length];
    tcp = new AtomicIntegerArray[addresses.length];
    Arrays.setAll(udp, _ -> new AtomicIntegerArray(WORDS));
    Arrays.setAll(tcp, _ -> new AtomicIntegerArray(WORDS));
    media.forEach(address -> open(RelayProtocol.UDP, address));
  }

  /** The addresses of which some ports are served. */
  public Set<IpAddress> addresses() {
    return Set.of(addresses);
  }

  void open(RelayProtocol protocol, InetSocketAddress address) {
    set(protocol, address, true);
  }

  void close(RelayProtocol protocol, InetSocketAddress address) {
    set(protocol, address, false);
  }

  boolean serves(RelayProtocol protocol, long high, long low, int port) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i].low() == low && addresses[i].high() == high) {
        return (of(protocol)[i].get(port >>> 5) & 1 << port) != 0;
      }
    }
    return false;
  }

  private AtomicIntegerArray[] of(RelayProtocol protocol) {
    return switch (protocol) {
      case UDP -> udp;
      case TCP -> tcp;
    };
  }

  private void set(RelayProtocol protocol, InetSocketAddress address, boolean open) {
    IpAddress ip = IpAddress.of(address.getAddress());
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i].equals(ip)) {
        int bit = 1 << address.getPort();
        of(protocol)[i].accumulateAndGet(
            address.getPort() >>> 5, bit, (word, b) -> open ? word | b : word & ~b);
      }
    }
  }
}
