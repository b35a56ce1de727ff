package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What all cases have: the server, clients and peers, which end with the case. */
@Timeout(20)
@ExtendWith(ServedTarget.class)
public abstract class Scenario {
  protected static final InetAddress LOOPBACK = ip("127.0.0.1");
  protected static final InetAddress LOOPBACK6 = ip("::1");

  private static final String TRANSPORTS =
      System.getProperty("turn.conformance.transports", "UDP,TCP,TLS");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  protected static Target target() {
    return ServedTarget.target();
  }

  @AfterEach
  void end() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  protected TestClient client(Transport transport) {
    return client(transport, target().address(transport));
  }

  /** By IPv6. */
  protected TestClient client6(Transport transport) {
    return client(transport, target().address6(transport));
  }

  private TestClient client(Transport transport, InetSocketAddress server) {
    assumeTrue(transport != Transport.TLS || target().tlsPort() != 0, "the target has no TLS");
    assumeTrue(TRANSPORTS.contains(transport.name()), "not of turn.conformance.transports");
    try {
      return keep(new TestClient(transport.open(server), target().user()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected UdpPeer peer() {
    return peer(LOOPBACK);
  }

  protected UdpPeer peer(InetAddress address) {
    try {
      return keep(new UdpPeer(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  protected <T extends AutoCloseable> T keep(T closeable) {
    opened.push(closeable);
    return closeable;
  }

  protected static InetAddress ip(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  protected static InetSocketAddress at(String literal, int port) {
    return new InetSocketAddress(ip(literal), port);
  }
}
