package org.parley.media.transport.ice;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.MediaPath;

/** The peer's relays, as its candidates name them. */
final class RelayedAddresses {
  private static final int MAX_ADDRESSES = 64;

  private final Set<InetSocketAddress> addresses = new HashSet<>();

  void add(IceCandidate candidate) {
    if (candidate.type() == IceCandidate.Type.RELAYED && addresses.size() < MAX_ADDRESSES) {
      addresses.add(candidate.address());
    }
  }

  MediaPath pathOf(Pair pair) {
    if (addresses.contains(pair.remote())) {
      return MediaPath.RELAY;
    }
    return switch (pair.transport()) {
      case UDP -> MediaPath.UDP;
      case TCP -> MediaPath.TCP;
    };
  }
}
