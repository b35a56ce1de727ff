package org.parley.signaling.doctor.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens wires. */
public final class Wires {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** What lies between a client and its server. */
  public enum Kind {
    UDP,
    TCP,
    TLS,
    DTLS
  }

  private Wires() {}

  public static Wire open(Kind kind, InetSocketAddress server) throws IOException {
    return switch (kind) {
      case UDP -> new DatagramWire(server);
      case TCP -> StreamWire.connect(server, false, PATIENCE);
      case TLS -> StreamWire.connect(server, true, PATIENCE);
      case DTLS -> DtlsWire.connect(new DatagramWire(server), PATIENCE);
    };
  }
}
