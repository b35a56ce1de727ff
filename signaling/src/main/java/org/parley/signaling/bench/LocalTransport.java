package org.parley.signaling.bench;

import io.netty.channel.Channel;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;

/**
 * What a client's offer says of its transport.
 *
 * @param candidate the client's only candidate
 */
record LocalTransport(IceCredentials ice, Fingerprint fingerprint, InetSocketAddress candidate) {
  private static final int DISCARD_PORT = 9;

  /** That of a port, with credentials of its own. */
  static LocalTransport of(Channel port, URI server, Fingerprint fingerprint, SecureRandom random)
      throws SocketException {
    IceCredentials ice = new IceCredentials(randomHex(random, 4), randomHex(random, 16));
    int number = ((InetSocketAddress) port.localAddress()).getPort();
    // The address of ours from which the server is reached.
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(server.getHost(), DISCARD_PORT));
      return new LocalTransport(
          ice, fingerprint, new InetSocketAddress(socket.getLocalAddress(), number));
    }
  }

  private static String randomHex(SecureRandom random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }

  /** Lines of a client that can only be the DTLS client. */
  String security() {
    return """
    a=ice-ufrag:%s
    a=ice-pwd:%s
    a=fingerprint:%s %s
    a=setup:active
    """
        .formatted(ice.ufrag(), ice.password(), fingerprint.algorithm(), fingerprint.value());
  }

  String candidates() {
    return """
    a=candidate:1 1 udp 2130706431 %s %d typ host
    a=end-of-candidates
    """
        .formatted(address(), candidate.getPort());
  }

  /** Without the zone of an IPv6 address, which means something on this machine alone. */
  private String address() {
    String text = candidate.getAddress().getHostAddress();
    int zone = text.indexOf('%');
    return candidate.getAddress() instanceof Inet6Address && zone >= 0
        ? text.substring(0, zone)
        : text;
  }
}
