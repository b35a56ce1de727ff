package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.IceSession;

/**
 * One peer's packets on their way into the loop's departures: protected, by the selected route, and
 * only while the peer consents.
 */
final class Outgoing {
  /** SRTCP appends most: a tag of 16 bytes and the index (RFC 7714 section 9). */
  private static final int OVERHEAD = 20;

  private final LoopTraffic traffic;
  private final TransportCounters counters;
  private final PeerRoutes routes;
  private final IceSession ice;
  private final MediaProtection protection;

  Outgoing(
      LoopTraffic traffic,
      TransportCounters counters,
      PeerRoutes routes,
      IceSession ice,
      MediaProtection protection) {
    this.traffic = traffic;
    this.counters = counters;
    this.routes = routes;
    this.ice = ice;
    this.protection = protection;
  }

  boolean connected() {
    return protection.established() && ice.hasConsent();
  }

  ByteBuf begin(int capacity) {
    return traffic.departures().begin(capacity + OVERHEAD);
  }

  /**
   * @param kind RTP or RTCP
   * @return the packet's bytes as sent, or 0 when it was dropped
   */
  int send(PacketKind kind, int start, boolean droppable) {
    ByteBuf buffer = traffic.departures().buffer();
    Route route = route();
    if (route == null || !protection.protect(kind, buffer, start)) {
      buffer.writerIndex(start);
      return 0;
    }
    int length = buffer.writerIndex() - start;
    write(route, start, droppable);
    return length;
  }

  private @Nullable Route route() {
    Route route = routes.selected();
    if (route == null || !connected()) {
      counters.increment(TransportCounter.DROPPED_NOT_CONNECTED);
      return null;
    }
    if (route.fullness() == Fullness.FULL) {
      counters.increment(TransportCounter.DROPPED_BACK_PRESSURE);
      return null;
    }
    return route;
  }

  /** Of a handshake, or an alert. */
  void sendDtls(byte[] datagram) {
    Route route = routes.selected();
    if (route != null && ice.hasConsent()) {
      write(route, datagram);
    }
  }

  /** As it is. */
  void write(Route route, byte[] datagram) {
    ByteBuf buffer = traffic.departures().begin(datagram.length);
    int start = buffer.writerIndex();
    buffer.writeBytes(datagram);
    write(route, start, false);
  }

  private void write(Route route, int start, boolean droppable) {
    route.write(start, droppable);
    traffic.needsFlush();
  }
}
