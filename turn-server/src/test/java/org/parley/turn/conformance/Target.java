package org.parley.turn.conformance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server under test.
 *
 * @param port of UDP and TCP
 * @param tlsPort 0 if there is none
 * @param secret of ephemeral credentials, empty if there are none
 * @param ours the one of this project: what is not a must is expected as well
 * @param quota allocations that a user may have, 0 if not known
 */
public record Target(
    InetAddress host,
    int port,
    int tlsPort,
    Credentials user,
    String realm,
    String secret,
    boolean ours,
    int quota) {

  /**
   * Another server, by {@code -Dturn.conformance.target=host:port,user,password,realm,secret,tls
   * port}; null without the property. Secret and TLS port may be empty or left out.
   */
  static @Nullable Target foreign() {
    String property = System.getProperty("turn.conformance.target", "");
    if (property.isEmpty()) {
      return null;
    }
    List<String> parts = List.of(property.split(",", -1));
    int colon = parts.get(0).lastIndexOf(':');
    String tls = parts.size() > 5 ? parts.get(5) : "";
    try {
      return new Target(
          InetAddress.getByName(parts.get(0).substring(0, colon)),
          Integer.parseInt(parts.get(0).substring(colon + 1)),
          tls.isEmpty() ? 0 : Integer.parseInt(tls),
          new Credentials(parts.get(1), parts.get(2)),
          parts.get(3),
          parts.size() > 4 ? parts.get(4) : "",
          Boolean.getBoolean("turn.conformance.ours"),
          Integer.getInteger("turn.conformance.quota", 0));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("turn.conformance.target: " + property, e);
    }
  }

  public InetSocketAddress address(Transport transport) {
    return new InetSocketAddress(host, transport == Transport.TLS ? tlsPort : port);
  }

  /** The same server by IPv6, if it is on loopback. */
  InetSocketAddress address6(Transport transport) {
    try {
      InetAddress loopback = InetAddress.getByName("::1");
      return new InetSocketAddress(loopback, address(transport).getPort());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
