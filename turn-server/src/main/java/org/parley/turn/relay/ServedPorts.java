package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.parley.turn.peers.IpAddress;

/**
 * The ports at our own addresses that clients may have as peers: media, and relays while they are
 * open, so that two relayed clients reach each other. For all cores, without a lock.
 */
public final class ServedPorts {
  private static final int WORDS = 65_536 / Integer.SIZE;

  private final IpAddress[] addresses;
  private final AtomicIntegerArray[] ports;

  /**
   * @param relays the addresses of relays, as clients are told
   * @param media where the media server listens, as clients are told and as it is bound
   */
  public ServedPorts(Collection<IpAddress> relays, Collection<InetSocketAddress> media) {
    Set<IpAddress> all = new LinkedHashSet<>(relays);
    media.forEach(address -> all.add(IpAddress.of(address.getAddress())));
    addresses = all.toArray(IpAddress[]::new);
    ports = new AtomicIntegerArray[addresses.length];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = new AtomicIntegerArray(WORDS);
    }
    media.forEach(this::open);
  }

  /** The addresses of which some ports are served. */
  public Set<IpAddress> addresses() {
    return Set.of(addresses);
  }

  void open(InetSocketAddress address) {
    set(address, true);
  }

  void close(InetSocketAddress address) {
    set(address, false);
  }

  boolean serves(long high, long low, int port) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i].low() == low && addresses[i].high() == high) {
        return (ports[i].get(port >>> 5) & 1 << port) != 0;
      }
    }
    return false;
  }

  private void set(InetSocketAddress address, boolean open) {
    IpAddress ip = IpAddress.of(address.getAddress());
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i].equals(ip)) {
        int bit = 1 << address.getPort();
        ports[i].accumulateAndGet(
            address.getPort() >>> 5, bit, (word, b) -> open ? word | b : word & ~b);
      }
    }
  }
}
