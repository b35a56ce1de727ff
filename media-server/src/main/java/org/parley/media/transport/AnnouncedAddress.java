package org.parley.media.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An address at which others reach us though no interface has it, for example that of a NAT.
 *
 * @param port 0 for the port on which we listen
 */
public record AnnouncedAddress(InetAddress address, int port) {
  public AnnouncedAddress {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw new IllegalArgumentException(
          address.getHostAddress() + " cannot be announced: it is not one host's address");
    }
  }

  /**
   * Reads {@code 192.0.2.1}, {@code 192.0.2.1:10000}, {@code 2001:db8::1} or {@code
   * [2001:db8::1]:10000}.
   *
   * @throws IllegalArgumentException if {@code text} is none of these; names are never resolved
   */
  public static AnnouncedAddress parse(String text) {
    if (NetUtil.isValidIpV6Address(text) || NetUtil.isValidIpV4Address(text)) {
      return new AnnouncedAddress(literal(text, text), 0);
    }
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      String host = text.substring(0, colon);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (bracketed || NetUtil.isValidIpV4Address(host)) {
        return new AnnouncedAddress(literal(host, text), port(text, colon));
      }
    }
    throw notAnAddress(text);
  }

  private static InetAddress literal(String host, String text) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
    if (bytes == null) {
      throw notAnAddress(text);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw notAnAddress(text);
    }
  }

  private static int port(String text, int colon) {
    try {
      return Integer.parseInt(text, colon + 1, text.length(), 10);
    } catch (NumberFormatException e) {
      throw notAnAddress(text);
    }
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not an IP address, nor one with a port (IP:port)");
  }
}
