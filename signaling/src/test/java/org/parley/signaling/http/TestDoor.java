package org.parley.signaling.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.parley.signaling.config.Cidr;
import org.parley.signaling.config.ServerConfig;
import org.parley.signaling.config.TlsConfig;

/** Doors on loopback, with short timers. */
public final class TestDoor {
  private static final DoorTimers TIMERS =
      new DoorTimers(
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(600),
          Duration.ofSeconds(5));
  private static final TlsConfig PLAIN = new TlsConfig(TlsConfig.Mode.OFF, null, null);

  private TestDoor() {}

  public static FrontDoor open(Routes routes) throws DoorException {
    return open(routes, StreamAcceptor.NONE, PLAIN, 100);
  }

  static FrontDoor open(Routes routes, StreamAcceptor streams, TlsConfig tls, int connections)
      throws DoorException {
    return FrontDoor.open(options(tls, connections, List.of()), routes, streams);
  }

  static FrontDoor openBehindProxy(Routes routes, Cidr proxy) throws DoorException {
    return FrontDoor.open(options(PLAIN, 100, List.of(proxy)), routes, StreamAcceptor.NONE);
  }

  private static DoorOptions options(TlsConfig tls, int connections, List<Cidr> proxies) {
    return new DoorOptions(
        new ServerConfig(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            tls,
            proxies,
            List.of(),
            Duration.ZERO),
        connections,
        TIMERS);
  }
}
