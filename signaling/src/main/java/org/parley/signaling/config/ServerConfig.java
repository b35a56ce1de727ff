package org.parley.signaling.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The front door.
 *
 * @param listen the HTTP(S) port; port 0 lets the system choose
 * @param trustedProxies networks whose X-Forwarded headers are believed
 * @param allowedOrigins origins such as {@code https://example.org} whose pages may open the
 *     WebSocket beside our own
 * @param drain how long rooms may go on after SIGTERM
 */
public record ServerConfig(
    InetSocketAddress listen,
    TlsConfig tls,
    List<Cidr> trustedProxies,
    List<String> allowedOrigins,
    Duration drain) {
  public ServerConfig {
    trustedProxies = List.copyOf(trustedProxies);
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
