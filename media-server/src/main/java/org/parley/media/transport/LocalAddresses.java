package org.parley.media.transport;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The addresses of this machine on which media can be received. */
final class LocalAddresses {

  private LocalAddresses() {}

  /** Those that {@code config} asks for, loopback last. */
  static List<InetAddress> toBind(TransportConfig config) throws IOException {
    InetAddress listen = config.listen().getAddress();
    if (!listen.isAnyLocalAddress()) {
      return List.of(withoutScope(listen));
    }
    List<InetAddress> addresses = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp()) {
        each.inetAddresses()
            .filter(address -> wanted(address, config.ipv6()))
            .forEach(addresses::add);
      }
    }
    addresses.sort(Comparator.comparing(InetAddress::isLoopbackAddress));
    List<InetAddress> plain = new ArrayList<>();
    for (InetAddress address : addresses) {
      plain.add(withoutScope(address));
    }
    return plain.stream().distinct().toList();
  }

  private static boolean wanted(InetAddress address, boolean ipv6) {
    if (address.isMulticastAddress() || address.isAnyLocalAddress()) {
      return false;
    }
    // RFC 8445 section 5.1.1.1: link-local IPv6 needs a scope that a candidate cannot carry.
    return address instanceof Inet4Address || (ipv6 && !address.isLinkLocalAddress());
  }

  private static InetAddress withoutScope(InetAddress address) throws UnknownHostException {
    return address instanceof Inet6Address
        ? InetAddress.getByAddress(address.getAddress())
        : address;
  }
}
