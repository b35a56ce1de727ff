package org.parley.turn.net;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.peers.IpAddress;

/**
 * Where clients are told other addresses than ours are (a 1:1 NAT is before us): packets among our
 * own sockets do not go by the NAT, which might not let them back in. For all loops.
 */
final class Translation {
  private record Media(IpAddress boundIp, int boundPort, IpAddress announcedIp, int port) {}

  private final RelayAddress[] relays;
  private final Media[] media;

  Translation(Collection<RelayAddress> relays, List<TurnEnvironment.Media> media) {
    this.relays = relays.stream().filter(RelayAddress::translated).toArray(RelayAddress[]::new);
    this.media =
        media.stream()
            .filter(each -> !each.bound().equals(each.announced()))
            .map(each -> media(each.bound(), each.announced()))
            .toArray(Media[]::new);
  }

  private static Media media(InetSocketAddress bound, InetSocketAddress announced) {
    return new Media(
        IpAddress.of(bound.getAddress()),
        bound.getPort(),
        IpAddress.of(announced.getAddress()),
        announced.getPort());
  }

  /** Whether there is nothing to translate. */
  boolean isEmpty() {
    return relays.length == 0 && media.length == 0;
  }

  /** Replaces an address of ours as clients know it by where the socket is. */
  void toBound(RemoteAddress address) {
    for (RelayAddress relay : relays) {
      if (is(address, relay.announcedIp())) {
        RelayAddress user = relay.ports().user(address.port());
        if (user != null) {
          address.set(user.boundIp().high(), user.boundIp().low(), address.port(), 0);
          return;
        }
      }
    }
    for (Media each : media) {
      if (is(address, each.announcedIp()) && address.port() == each.port()) {
        address.set(each.boundIp().high(), each.boundIp().low(), each.boundPort(), 0);
        return;
      }
    }
  }

  /** Replaces the address of a socket of ours by the one that clients know. */
  void toAnnounced(RemoteAddress address) {
    for (RelayAddress relay : relays) {
      if (is(address, relay.boundIp()) && isUser(relay, address.port())) {
        address.set(relay.announcedIp().high(), relay.announcedIp().low(), address.port(), 0);
        return;
      }
    }
    for (Media each : media) {
      if (is(address, each.boundIp()) && address.port() == each.boundPort()) {
        address.set(each.announcedIp().high(), each.announcedIp().low(), each.port(), 0);
        return;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isUser(RelayAddress relay, int port) {
    @Nullable RelayAddress user = relay.ports().user(port);
    return user == relay;
  }

  private static boolean is(RemoteAddress address, IpAddress ip) {
    return address.low() == ip.low() && address.high() == ip.high();
  }
}
