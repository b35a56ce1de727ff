package org.parley.signaling.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.Cidr;

/**
 * Finds out who asks and how they came, believing forwarded headers from trusted proxies only.
 *
 * @param ours the addresses of this machine
 */
record Arrivals(List<Cidr> trustedProxies, Supplier<Set<InetAddress>> ours) {
  private static final Set<String> FORWARDED =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-real-ip");

  /** Both ends of a connection, as the socket has them. */
  record Ends(InetSocketAddress remote, InetSocketAddress local, boolean tls) {}

  Arrival arrival(Ends ends, Headers headers) {
    String host = headers.first("Host").orElse("");
    if (!isTrusted(ends.remote.getAddress())) {
      boolean direct = FORWARDED.stream().noneMatch(headers::has) && !headers.has("Via");
      return new Arrival(ends.remote, ends.local.getAddress(), host, ends.tls, direct);
    }
    InetAddress literal = literal(hostWithoutPort(host));
    List<String> protocols = split(headers.all("X-Forwarded-Proto"));
    boolean secure =
        protocols.isEmpty()
            ? ends.tls
            : protocols.getLast().toLowerCase(Locale.ROOT).equals("https");
    return new Arrival(
        client(ends.remote, split(headers.all("X-Forwarded-For"))),
        literal != null && ours.get().contains(literal) ? literal : null,
        host,
        secure,
        false);
  }

  /** The last address that is not a proxy of ours: what stands before it may be made up. */
  private InetSocketAddress client(InetSocketAddress remote, List<String> forwarded) {
    InetSocketAddress client = remote;
    for (String hop : forwarded.reversed()) {
      InetAddress address = literal(hostWithoutPort(hop));
      if (address == null) {
        return client;
      }
      client = new InetSocketAddress(address, 0);
      if (!isTrusted(address)) {
        return client;
      }
    }
    return client;
  }

  private boolean isTrusted(InetAddress address) {
    return trustedProxies.stream().anyMatch(network -> network.contains(address));
  }

  /** The headers that only proxies set; handlers see what became of them in the arrival. */
  static boolean isForwarded(String header) {
    return FORWARDED.contains(header.toLowerCase(Locale.ROOT));
  }

  /** The host of a Host header, in lower case and without the brackets of IPv6. */
  static String hostWithoutPort(String host) {
    String bare = host.strip().toLowerCase(Locale.ROOT);
    if (bare.startsWith("[")) {
      int end = bare.indexOf(']');
      return end < 0 ? "" : bare.substring(1, end);
    }
    int colon = bare.indexOf(':');
    boolean ipv6 = colon >= 0 && bare.indexOf(':', colon + 1) >= 0;
    return colon < 0 || ipv6 ? bare : bare.substring(0, colon);
  }

  private static @Nullable InetAddress literal(String host) {
    boolean ipv4 = host.chars().filter(c -> c == '.').count() == 3;
    if ((!ipv4 && host.indexOf(':') < 0) || host.indexOf('%') >= 0) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      // A name, or nonsense: either way no literal.
      return null;
    }
  }

  private static List<String> split(List<String> values) {
    return values.stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** Every address of every interface; empty when the system does not tell. */
  static Set<InetAddress> interfaceAddresses() {
    Set<InetAddress> addresses = new HashSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .forEach(addresses::add);
    } catch (SocketException _) {
      return Set.of();
    }
    return addresses;
  }
}
