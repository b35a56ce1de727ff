package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.parley.media.transport.dtls.DtlsSession;

/** One peer's DTLS and media from a route of its own: what is authentic is delivered. */
final class Incoming {
  private final PeerTransport peer;
  private final TransportCounters counters;
  private final PeerTransport.Listener listener;
  private final MediaProtection protection;
  private final DtlsSession dtls;
  private long latestNanos;
  private boolean touched;

  Incoming(
      PeerTransport peer,
      TransportCounters counters,
      PeerTransport.Listener listener,
      MediaProtection protection,
      DtlsSession dtls) {
    this.peer = peer;
    this.counters = counters;
    this.listener = listener;
    this.protection = protection;
    this.dtls = dtls;
  }

  void onPacket(PacketKind kind, ByteBuf packet, long nowNanos) {
    switch (kind) {
      case DTLS -> onDtls(packet, nowNanos);
      case RTP, RTCP -> onMedia(kind, packet, nowNanos);
      case STUN, UNKNOWN -> counters.increment(TransportCounter.DROPPED_UNKNOWN_KIND);
    }
  }

  private void onDtls(ByteBuf packet, long nowNanos) {
    switch (dtls.onDatagram(packet, nowNanos)) {
      case ACCEPTED -> {}
      case REFUSED -> counters.increment(TransportCounter.HANDSHAKES_REFUSED);
      case DROPPED -> counters.increment(TransportCounter.DROPPED_DTLS);
    }
  }

  private void onMedia(PacketKind kind, ByteBuf packet, long nowNanos) {
    if (!protection.established()) {
      protection.keepEarly(kind, packet, dtls.handshaking());
    } else if (protection.deliver(kind, packet, nowNanos)) {
      received(nowNanos);
    }
  }

  /** A packet of SCTP, opened by DTLS. */
  void onData(ByteBuf packet, long nowNanos) {
    counters.increment(TransportCounter.APPLICATION_DATA_RECEIVED);
    received(nowNanos);
    listener.onData(packet, nowNanos);
  }

  void onDataDropped(DtlsSession.DataFault fault) {
    counters.increment(
        switch (fault) {
          case MALFORMED -> TransportCounter.DROPPED_DTLS;
          case REPLAYED -> TransportCounter.DROPPED_REPLAYED;
          case FORGED -> TransportCounter.DROPPED_AUTHENTICATION;
          case EARLY -> TransportCounter.DROPPED_EARLY_MEDIA;
        });
  }

  /** Delivers what has overtaken the end of the handshake. */
  void takeEarly() {
    LoopTraffic traffic = peer.traffic();
    traffic.beginBatch();
    for (EarlyMedia.Packet packet = protection.pollEarly();
        packet != null;
        packet = protection.pollEarly()) {
      onMedia(packet.kind(), packet.content(), peer.owner().nowNanos());
    }
    dtls.takeEarly(peer.owner().nowNanos());
    traffic.endBatch();
  }

  private void received(long nowNanos) {
    latestNanos = nowNanos;
    if (!touched) {
      touched = true;
      peer.traffic().touch(peer);
    }
  }

  /** Of the latest authentic packet, checks aside. */
  long latestNanos() {
    return latestNanos;
  }

  void endBatch() {
    touched = false;
  }
}
