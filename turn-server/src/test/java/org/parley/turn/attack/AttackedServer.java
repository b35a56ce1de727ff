package org.parley.turn.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.net.TurnServerConfig.Peers;

/** A server of one test's own, with ports that the system picks. */
final class AttackedServer implements AutoCloseable {
  /** Whether to run at the full figures, which take minutes. */
  static final boolean FULL = Boolean.getBoolean("turn.attack.full");

  private final LocalServer server;

  private AttackedServer(LocalServer server) {
    this.server = server;
  }

  /** As it comes: only peers that are allowed by default, and the media server. */
  static AttackedServer byDefault(List<InetSocketAddress> media) throws IOException {
    return of(Peers.STANDARD, 1_000, media);
  }

  static AttackedServer of(Peers peers, int perUser, List<InetSocketAddress> media)
      throws IOException {
    TurnServerConfig config =
        new TurnServerConfig(LocalServer.sockets(2), LocalServer.policy(peers, perUser));
    return new AttackedServer(new LocalServer(config, LocalServer.environment(media)));
  }

  LocalServer local() {
    return server;
  }

  InetSocketAddress address(Transport transport) throws IOException {
    return server.target(0).address(transport);
  }

  TestClient client(Transport transport) throws IOException {
    return new TestClient(transport.open(address(transport)), LocalServer.USER);
  }

  int allocations() {
    return server.server().counters().allocations();
  }

  @Override
  public void close() {
    server.close();
  }
}
