package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.dtls.DtlsSession;
import org.parley.media.transport.ice.IceSession;
import org.parley.media.transport.srtp.RecordCipher;

/**
 * One peer's packets on their way into the loop's departures: protected, by the selected route, and
 * only while the peer consents.
 */
final class Outgoing {
  /** A record of DTLS adds most. */
  private static final int OVERHEAD = RecordCipher.OVERHEAD;

  private final LoopTraffic traffic;
  private final TransportCounters counters;
  private final PeerRoutes routes;
  private final IceSession ice;
  private final MediaProtection protection;
  private final DtlsSession dtls;

  Outgoing(
      LoopTraffic traffic,
      TransportCounters counters,
      PeerRoutes routes,
      IceSession ice,
      MediaProtection protection,
      DtlsSession dtls) {
    this.traffic = traffic;
    this.counters = counters;
    this.routes = routes;
    this.ice = ice;
    this.protection = protection;
    this.dtls = dtls;
  }

  boolean connected() {
    return dtls.established() && ice.hasConsent();
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

  /** Returns the record's bytes as sent, or 0 when it was dropped. */
  int sendData(int start) {
    ByteBuf buffer = traffic.departures().buffer();
    Route route = route();
    if (route == null || !sealed(buffer, start)) {
      buffer.writerIndex(start);
      return 0;
    }
    int length = buffer.writerIndex() - start;
    counters.increment(TransportCounter.APPLICATION_DATA_SENT);
    write(route, start, false);
    return length;
  }

  private boolean sealed(ByteBuf buffer, int start) {
    boolean sealed = dtls.seal(buffer, start);
    if (!sealed) {
      counters.increment(TransportCounter.DROPPED_UNPROTECTABLE);
    }
    return sealed;
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
