package org.parley.media.sctp.association;

import java.time.Duration;
import org.parley.media.sctp.tx.SendLimits;

/**
 * What an association is like.
 *
 * @param localPort of SDP's {@code sctp-port}
 * @param remotePort of the peer's SDP
 * @param mtu bytes of a packet, within DTLS
 * @param streams that we use and allow, each way
 * @param window bytes that are held for the consumer and for reassembly
 * @param maxFlight bytes that may be in flight
 * @param extensions that are offered
 */
public record AssociationConfig(
    int localPort,
    int remotePort,
    int mtu,
    int streams,
    int window,
    int maxFlight,
    SendLimits limits,
    Extensions extensions,
    Timing timing) {
  /** RFC 8831 section 6.6. */
  private static final int SCTP_PORT = 5000;

  /**
   * The least MTU of IPv6, 1,280, less IPv6 (40), UDP (8), DTLS 1.2 with AES-GCM (37) and a TURN
   * channel (4), in whole words.
   */
  private static final int MTU = 1188;

  private static final int LEAST_MTU = 512;
  private static final int LEAST_WINDOW = 16_384;
  private static final int MESSAGE = 256 * 1024;
  private static final int MEBIBYTE = 1024 * 1024;

  /** With what a peer may have us queue for it, less than two megabytes. */
  private static final int WINDOW = 768 * 1024;

  /**
   * What goes beyond RFC 9260.
   *
   * @param interleaving I-DATA of RFC 8260
   * @param zeroChecksum RFC 9653, because DTLS protects every packet
   */
  public record Extensions(boolean interleaving, boolean zeroChecksum) {}

  /**
   * RFC 9260 section 16 with what suits conversations.
   *
   * @param sackDelay the longest that a SACK waits
   * @param maxInitRetransmissions of INIT and of COOKIE-ECHO
   * @param maxRetransmissions without an answer before the peer counts as lost
   */
  public record Timing(
      Duration initialRto,
      Duration minRto,
      Duration maxRto,
      Duration sackDelay,
      Duration heartbeatInterval,
      Duration cookieLife,
      int maxInitRetransmissions,
      int maxRetransmissions) {
    static final Timing INTERACTIVE =
        new Timing(
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            20,
            20);

    public Timing {
      if (!minRto.isPositive() || minRto.compareTo(maxRto) > 0) {
        throw new IllegalArgumentException("retransmission timeouts must be positive, min <= max");
      }
      if (initialRto.compareTo(minRto) < 0 || initialRto.compareTo(maxRto) > 0) {
        throw new IllegalArgumentException("the initial timeout must lie between min and max");
      }
    }
  }

  public AssociationConfig {
    if (mtu < LEAST_MTU || mtu > 0xFFFF) {
      throw new IllegalArgumentException("mtu out of 512-65535: " + mtu);
    }
    if (streams < 1 || streams > 0xFFFF) {
      throw new IllegalArgumentException("streams out of 1-65535: " + streams);
    }
    if (window < LEAST_WINDOW) {
      throw new IllegalArgumentException("a window of " + window + " bytes, less than 16384");
    }
  }

  /** What WebRTC agrees upon by default, with messages of 256 KiB. */
  public static AssociationConfig forDataChannels() {
    return new AssociationConfig(
        SCTP_PORT,
        SCTP_PORT,
        MTU,
        0xFFFF,
        WINDOW,
        MEBIBYTE,
        new SendLimits(MESSAGE, MEBIBYTE, MEBIBYTE),
        new Extensions(true, true),
        Timing.INTERACTIVE);
  }

  public AssociationConfig withPorts(int local, int remote) {
    return new AssociationConfig(
        local, remote, mtu, streams, window, maxFlight, limits, extensions, timing);
  }

  public AssociationConfig withMtu(int bytes) {
    return new AssociationConfig(
        localPort, remotePort, bytes, streams, window, maxFlight, limits, extensions, timing);
  }

  public AssociationConfig withWindow(int bytes) {
    return new AssociationConfig(
        localPort, remotePort, mtu, streams, bytes, maxFlight, limits, extensions, timing);
  }

  public AssociationConfig withExtensions(Extensions offered) {
    return new AssociationConfig(
        localPort, remotePort, mtu, streams, window, maxFlight, limits, offered, timing);
  }

  public AssociationConfig withLimits(SendLimits sendLimits) {
    return new AssociationConfig(
        localPort, remotePort, mtu, streams, window, maxFlight, sendLimits, extensions, timing);
  }

  public AssociationConfig withTiming(Timing other) {
    return new AssociationConfig(
        localPort, remotePort, mtu, streams, window, maxFlight, limits, extensions, other);
  }
}
