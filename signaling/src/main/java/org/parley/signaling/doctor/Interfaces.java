package org.parley.signaling.doctor;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** What this machine is reached by. */
final class Interfaces {
  private Interfaces() {}

  static List<InetAddress> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress())
          .toList();
    } catch (SocketException _) {
      // Then the loopback has to do.
      return List.of(InetAddress.getLoopbackAddress());
    }
  }
}
