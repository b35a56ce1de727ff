package org.parley.media.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCandidate.Protocol;

/** Which addresses a client is offered, and in which order. */
final class Candidates {
  /** RFC 8445 section 5.1.2.2. */
  private static final int HOST = 126;

  /** RFC 6544 section 4.2: below what any UDP candidate of the kind has. */
  private static final int TCP_HOST = 90;

  /** RFC 6544 section 4.2: the direction preference of a passive host candidate. */
  private static final int PASSIVE = 4;

  private static final int COMPONENT = 1;

  private Candidates() {}

  /**
   * @param bound our own addresses, all with the same port
   * @param reachedBy offered first if it is ours
   */
  static List<IceCandidate> of(
      Collection<InetSocketAddress> bound,
      List<AnnouncedAddress> announced,
      @Nullable InetAddress reachedBy) {
    Set<InetSocketAddress> offered = new LinkedHashSet<>();
    int port = bound.stream().mapToInt(InetSocketAddress::getPort).findFirst().orElse(0);
    for (AnnouncedAddress each : announced) {
      offered.add(new InetSocketAddress(each.address(), each.port() == 0 ? port : each.port()));
    }
    for (InetSocketAddress each : bound) {
      if (!each.getAddress().isLoopbackAddress()) {
        offered.add(each);
      }
    }
    if (offered.isEmpty()) {
      offered.addAll(bound);
    }
    return prioritized(first(reachedBy, bound, offered));
  }

  private static List<InetSocketAddress> first(
      @Nullable InetAddress reachedBy,
      Collection<InetSocketAddress> bound,
      Set<InetSocketAddress> offered) {
    List<InetSocketAddress> ordered = new ArrayList<>();
    for (InetSocketAddress each : offered) {
      if (each.getAddress().equals(reachedBy)) {
        ordered.add(each);
      }
    }
    if (ordered.isEmpty()) {
      for (InetSocketAddress each : bound) {
        if (each.getAddress().equals(reachedBy)) {
          ordered.add(each);
        }
      }
    }
    for (InetSocketAddress each : offered) {
      if (!ordered.contains(each)) {
        ordered.add(each);
      }
    }
    return ordered;
  }

  private static List<IceCandidate> prioritized(List<InetSocketAddress> addresses) {
    List<IceCandidate> candidates = new ArrayList<>();
    int preference = 0xFFFF;
    for (InetSocketAddress address : addresses) {
      candidates.add(candidate(Protocol.UDP, address, priority(HOST, preference--)));
    }
    int other = 0x1FFF;
    for (InetSocketAddress address : addresses) {
      // RFC 6544 section 4.2: three bits of direction, thirteen of the other preference.
      candidates.add(
          candidate(Protocol.TCP_PASSIVE, address, priority(TCP_HOST, PASSIVE << 13 | other--)));
    }
    return candidates;
  }

  private static IceCandidate candidate(
      Protocol protocol, InetSocketAddress address, long priority) {
    return new IceCandidate(
        foundation(protocol, address.getAddress()),
        protocol,
        priority,
        address,
        IceCandidate.Type.HOST);
  }

  /** RFC 8445 section 5.1.2.1. */
  private static long priority(long type, int local) {
    return type << 24 | (long) local << 8 | (256 - COMPONENT);
  }

  /** RFC 8445 section 5.1.1.3: the same for the same type, base address and protocol. */
  private static String foundation(Protocol protocol, InetAddress base) {
    CRC32 crc = new CRC32();
    crc.update((protocol + " " + base.getHostAddress()).getBytes(StandardCharsets.US_ASCII));
    return Long.toString(crc.getValue());
  }
}
