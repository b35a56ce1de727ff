package org.parley.media.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assumptions;
import org.parley.media.api.DataLimits;
import org.parley.media.transport.TransportConfig;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.UdpOptions;

/** Machines that lack one thing or another, forced on the one that tests run on. */
@NullMarked
enum Machine {
  /** With all that there is. */
  BEST(UdpOptions.BEST, CryptoProvider.Kind.LIBCRYPTO),
  WITHOUT_SEGMENTATION(new UdpOptions(true, false), CryptoProvider.Kind.LIBCRYPTO),
  WITHOUT_DIRECT_CALLS(new UdpOptions(false, true), CryptoProvider.Kind.LIBCRYPTO),
  WITHOUT_DIRECT_CALLS_AND_SEGMENTATION(
      new UdpOptions(false, false), CryptoProvider.Kind.LIBCRYPTO),
  WITHOUT_EPOLL(UdpOptions.BEST, CryptoProvider.Kind.LIBCRYPTO),
  WITHOUT_LIBCRYPTO(UdpOptions.BEST, CryptoProvider.Kind.CORRETTO),
  WITHOUT_NATIVE_CRYPTO(UdpOptions.BEST, CryptoProvider.Kind.JDK),
  WITH_NOTHING(new UdpOptions(false, false), CryptoProvider.Kind.JDK);

  private final UdpOptions udp;
  private final CryptoProvider.Kind crypto;

  Machine(UdpOptions udp, CryptoProvider.Kind crypto) {
    this.udp = udp;
    this.crypto = crypto;
  }

  /** Loops as this machine has them. */
  NetworkLoops loops(int count) {
    return switch (this) {
      case WITHOUT_EPOLL, WITH_NOTHING ->
          NetworkLoops.start("media-loop", count, NetworkLoops.Kind.NIO);
      case BEST,
          WITHOUT_SEGMENTATION,
          WITHOUT_DIRECT_CALLS,
          WITHOUT_DIRECT_CALLS_AND_SEGMENTATION,
          WITHOUT_LIBCRYPTO,
          WITHOUT_NATIVE_CRYPTO ->
          NetworkLoops.start("media-loop", count);
    };
  }

  /** A server on the loopback interface. */
  MediaServer start(NetworkLoops loops, int peersPerLoop) throws IOException {
    return MediaServer.start(
        TransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withUdp(udp)
            .withCrypto(provider()),
        DataLimits.DEFAULT,
        loops,
        peersPerLoop);
  }

  private CryptoProvider provider() {
    try {
      return CryptoProvider.open(crypto);
    } catch (CryptoUnavailableException e) {
      if (this == WITHOUT_LIBCRYPTO) {
        return Assumptions.abort(crypto.key() + " is not on this machine: " + e.getMessage());
      }
      return CryptoProvider.jdk();
    }
  }
}
