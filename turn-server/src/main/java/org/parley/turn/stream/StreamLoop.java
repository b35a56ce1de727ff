package org.parley.turn.stream;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.parley.net.loop.Cancellable;
import org.parley.net.loop.NetworkLoop;
import org.parley.turn.link.ClientIntake;

/** The connections of one event loop; on that loop. */
final class StreamLoop {
  private static final java.time.Duration LOOK_EVERY = java.time.Duration.ofSeconds(1);

  final NetworkLoop loop;
  final ClientIntake intake;
  final StreamShared shared;
  private final Set<StreamConnection> connections = new LinkedHashSet<>();
  private final Cancellable watch;

  StreamLoop(NetworkLoop loop, ClientIntake intake, StreamShared shared) {
    this.loop = loop;
    this.intake = intake;
    this.shared = shared;
    this.watch = loop.every(LOOK_EVERY, this::look);
  }

  void add(StreamConnection connection) {
    connections.add(connection);
    intake.onOpened(connection);
  }

  void remove(StreamConnection connection) {
    if (connections.remove(connection)) {
      intake.onClosed(connection);
    }
  }

  private void look(long nowNanos) {
    for (StreamConnection connection : new ArrayList<>(connections)) {
      connection.look(nowNanos);
    }
  }

  void stop() {
    watch.cancel();
  }
}
