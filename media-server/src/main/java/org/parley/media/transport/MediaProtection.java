package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.dtls.SrtpParameters;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.SrtpKeys;
import org.parley.media.transport.srtp.SrtpResult;
import org.parley.media.transport.srtp.SrtpTransform;

/**
 * The SRTP of one transport, from the handshake's keys to its end: media in the clear on one side
 * only.
 */
final class MediaProtection {
  private final CryptoProvider crypto;
  private final TransportCounters counters;
  private final PeerTransport.Listener listener;
  private final EarlyMedia early = new EarlyMedia();
  private @Nullable SrtpTransform srtp;

  MediaProtection(
      CryptoProvider crypto, TransportCounters counters, PeerTransport.Listener listener) {
    this.crypto = crypto;
    this.counters = counters;
    this.listener = listener;
  }

  void establish(SrtpParameters parameters) {
    free();
    SrtpKeys.Pair keys =
        SrtpKeys.fromExporter(parameters.profile(), parameters.keyingMaterial(), true);
    srtp = SrtpTransform.create(crypto, parameters.profile(), keys.local(), keys.remote());
  }

  boolean established() {
    return srtp != null;
  }

  void close() {
    free();
    early.clear();
  }

  private void free() {
    SrtpTransform transform = srtp;
    if (transform != null) {
      srtp = null;
      transform.close();
    }
  }

  /**
   * Protects the packet from {@code start} to the writer index in place.
   *
   * @param kind RTP or RTCP
   * @return false for a packet that must not leave
   */
  boolean protect(PacketKind kind, ByteBuf buffer, int start) {
    SrtpTransform transform = srtp;
    boolean isProtected =
        transform != null
            && (kind == PacketKind.RTP
                ? transform.protectRtp(buffer, start)
                : transform.protectRtcp(buffer, start));
    if (!isProtected) {
      counters.increment(TransportCounter.DROPPED_UNPROTECTABLE);
    }
    return isProtected;
  }

  /**
   * Delivers what is authentic.
   *
   * @param kind RTP or RTCP
   * @return whether it was
   */
  boolean deliver(PacketKind kind, ByteBuf packet, long nowNanos) {
    SrtpTransform transform = srtp;
    if (transform == null) {
      return false;
    }
    boolean rtp = kind == PacketKind.RTP;
    if (!accepted(rtp ? transform.unprotectRtp(packet) : transform.unprotectRtcp(packet))) {
      return false;
    }
    if (rtp) {
      listener.onRtp(packet, nowNanos);
    } else {
      listener.onRtcp(packet, nowNanos);
    }
    return true;
  }

  /** Media before the keys: kept while they are being agreed on, else dropped. */
  void keepEarly(PacketKind kind, ByteBuf packet, boolean handshaking) {
    if (!handshaking || !early.add(kind, packet)) {
      counters.increment(TransportCounter.DROPPED_EARLY_MEDIA);
    }
  }

  EarlyMedia.@Nullable Packet pollEarly() {
    return early.poll();
  }

  private boolean accepted(SrtpResult result) {
    switch (result) {
      case OK -> {
        return true;
      }
      case REPLAYED -> counters.increment(TransportCounter.DROPPED_REPLAYED);
      case AUTHENTICATION_FAILED -> counters.increment(TransportCounter.DROPPED_AUTHENTICATION);
      case MALFORMED -> counters.increment(TransportCounter.DROPPED_MALFORMED_MEDIA);
      case TOO_MANY_SOURCES -> counters.increment(TransportCounter.DROPPED_TOO_MANY_SOURCES);
    }
    return false;
  }
}
