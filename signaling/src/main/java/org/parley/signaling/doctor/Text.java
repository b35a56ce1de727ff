package org.parley.signaling.doctor;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as people write them. */
final class Text {
  private Text() {}

  static String of(InetAddress address) {
    // RFC 5952 section 4.2: without its scope, the first run of zeros left out.
    return address.getHostAddress().replaceFirst("%.*", "").replaceFirst("(^|:)0(:0)+(:|$)", "::");
  }

  static String of(InetSocketAddress address) {
    String host = of(address.getAddress());
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
