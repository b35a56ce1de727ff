package org.parley.turn.relay;

import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunPacket;

/**
 * Binding requests that come to one core: those at the sockets of NAT discovery (RFC 5780) may have
 * longer answers, and from elsewhere.
 */
final class Bindings {
  private final StunServer plain;
  private final @Nullable DiscoveryServer discovery;

  /**
   * @param sockets null if there is no second address
   */
  Bindings(StunCounters counters, @Nullable NatDiscovery sockets, long seed) {
    this.plain = new StunServer(counters);
    this.discovery = sockets == null ? null : new DiscoveryServer(sockets, plain, counters, seed);
  }

  RelayEffect.@Nullable Send onMessage(FiveTuple client, StunPacket packet, long nowNanos) {
    if (discovery != null && discovery.serves(packet, client)) {
      return discovery.onRequest(packet, client, nowNanos);
    }
    byte[] reply = plain.onMessage(packet, client.client());
    return reply == null ? null : new RelayEffect.Send(client, reply);
  }
}
