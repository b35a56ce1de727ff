package org.parley.turn.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.AddressFamily;

/** Which relay address a client gets, by the address of ours to which it came; for all loops. */
final class RelayAddresses {
  private final TurnServerConfig.Relays config;
  private final List<InetAddress> machine;
  private final Map<InetAddress, RelayPorts> ports = new LinkedHashMap<>();
  private final Map<InetAddress, RelayAddress> byBound = new LinkedHashMap<>();

  /**
   * @param machine the addresses of this machine, those that are listened at first
   */
  RelayAddresses(TurnServerConfig.Relays config, List<InetAddress> machine) {
    this.config = config;
    this.machine = List.copyOf(machine);
    for (InetAddress address : machine) {
      if (bindable(address)) {
        byBound.put(address, make(address));
      }
    }
    if (byBound.isEmpty()) {
      throw new IllegalArgumentException(
          "turn.relayAddress: this machine has no address for relays");
    }
  }

  /** A relay address that is ours is the only one of its family. */
  private boolean bindable(InetAddress address) {
    InetAddress configured = config.address();
    return configured == null
        || family(configured) != family(address)
        || !machine.contains(configured)
        || configured.equals(address);
  }

  private RelayAddress make(InetAddress bound) {
    InetAddress announced = announced(bound);
    RelayPorts shared =
        ports.computeIfAbsent(
            announced, _ -> new RelayPorts(config.firstPort(), config.lastPort()));
    return new RelayAddress(bound, IpAddress.of(bound), announced, IpAddress.of(announced), shared);
  }

  private InetAddress announced(InetAddress bound) {
    InetAddress configured = config.address();
    if (configured != null && family(configured) == family(bound)) {
      return configured;
    }
    if (configured == null && isPrivate(bound)) {
      for (InetAddress candidate : config.announced()) {
        if (family(candidate) == family(bound)) {
          return candidate;
        }
      }
    }
    return bound;
  }

  /** Behind a NAT, as it seems; loopback is for those on this machine. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
    boolean carrier = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
    return address.isSiteLocalAddress() || uniqueLocal || carrier;
  }

  private static AddressFamily family(InetAddress address) {
    return address instanceof Inet4Address ? AddressFamily.IPV4 : AddressFamily.IPV6;
  }

  /**
   * @param origin the address of ours to which the client came
   * @return null if there is none of the family
   */
  @Nullable RelayAddress choose(InetAddress origin, AddressFamily family) {
    boolean inside = origin.isLoopbackAddress() && config.address() == null;
    RelayAddress same = byBound.get(origin);
    if (same != null && family(origin) == family && inside == origin.isLoopbackAddress()) {
      return same;
    }
    RelayAddress best = best(family, inside);
    return best == null ? best(family, !inside) : best;
  }

  private @Nullable RelayAddress best(AddressFamily family, boolean loopback) {
    RelayAddress best = null;
    for (RelayAddress candidate : byBound.values()) {
      if (family(candidate.bound()) == family
          && candidate.bound().isLoopbackAddress() == loopback
          && (best == null || best.bound().isLinkLocalAddress())) {
        best = candidate;
      }
    }
    return best;
  }

  Set<AddressFamily> families() {
    return byBound.keySet().stream().map(RelayAddresses::family).collect(Collectors.toSet());
  }

  Collection<RelayAddress> all() {
    return byBound.values();
  }

  /** What clients are told. */
  List<IpAddress> announced() {
    List<IpAddress> all = new ArrayList<>();
    byBound.values().forEach(address -> all.add(address.announcedIp()));
    return all;
  }
}
