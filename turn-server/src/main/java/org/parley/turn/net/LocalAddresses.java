package org.parley.turn.net;

import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/**
 * The addresses that a listen address stands for. A wildcard is bound address by address, because a
 * reply from a wildcard UDP socket leaves by the address that the routing table prefers, and RFC
 * 8489 §6.3.1 wants the one to which the request was sent.
 */
final class LocalAddresses {
  private LocalAddresses() {}

  static List<InetAddress> of(InetAddress listen) {
    if (!listen.isAnyLocalAddress()) {
      return List.of(listen);
    }
    return all(listen instanceof Inet4Address);
  }

  static List<InetAddress> all() {
    return all(false);
  }

  private static List<InetAddress> all(boolean ipv4Only) {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(LocalAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !ipv4Only || address instanceof Inet4Address)
          .filter(address -> !address.isLinkLocalAddress() || address instanceof Inet4Address)
          .distinct()
          .toList();
    } catch (SocketException e) {
      throw new UncheckedIOException("the machine's network interfaces cannot be listed", e);
    }
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp();
    } catch (SocketException e) {
      // It went away between being listed and being asked.
      return false;
    }
  }
}
