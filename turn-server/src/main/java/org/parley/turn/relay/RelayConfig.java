package org.parley.turn.relay;

import java.time.Duration;
import java.util.Set;
import org.parley.turn.stun.AddressFamily;

/**
 * What an allocation may be.
 *
 * @param families of which there are relay addresses
 * @param dontFragment whether DF can be set on relayed packets
 * @param maxLifetime the longest that an allocation lives without a Refresh
 * @param maxPermissions of one allocation
 * @param maxChannels of one allocation
 * @param bytesPerSecond of one allocation in both directions together; 0 for no limit
 * @param extensions beyond RFC 8656
 */
public record RelayConfig(
    Set<AddressFamily> families,
    boolean dontFragment,
    Duration maxLifetime,
    int maxPermissions,
    int maxChannels,
    long bytesPerSecond,
    Extensions extensions) {
  /** RFC 8656 §3.2. */
  static final long DEFAULT_LIFETIME_SECONDS = 600;

  /**
   * What can be switched off.
   *
   * @param tcpRelays RFC 6062
   * @param maxConnections to peers, of one allocation for TCP
   * @param mobility RFC 8016
   * @param alternates where to send clients that we do not serve
   */
  public record Extensions(
      boolean tcpRelays, int maxConnections, boolean mobility, AlternateServers alternates) {
    public static final Extensions NONE = new Extensions(false, 1, false, AlternateServers.NONE);

    public Extensions {
      if (maxConnections < 1) {
        throw new IllegalArgumentException("limits of an allocation must be positive");
      }
    }
  }

  public RelayConfig {
    families = Set.copyOf(families);
    if (families.isEmpty()) {
      throw new IllegalArgumentException("turn.relayAddress: there is no address for relays");
    }
    if (maxLifetime.toSeconds() < DEFAULT_LIFETIME_SECONDS) {
      throw new IllegalArgumentException("the longest lifetime must be 10 minutes at least");
    }
    if (maxPermissions < 1 || maxChannels < 1 || bytesPerSecond < 0) {
      throw new IllegalArgumentException("limits of an allocation must be positive");
    }
  }
}
