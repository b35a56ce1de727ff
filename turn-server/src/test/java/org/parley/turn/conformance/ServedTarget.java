package org.parley.turn.conformance;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Serves the target for as long as there are cases: one for all of them. */
final class ServedTarget implements BeforeAllCallback {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(ServedTarget.class);
  private static @Nullable Target target;

  static Target target() {
    return Request.present(target);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    // The root's store outlives the classes, and closes what is in it at the end of the run.
    context.getRoot().getStore(HERE).getOrComputeIfAbsent(Served.class, _ -> new Served());
  }

  private static final class Served implements AutoCloseable {
    private final @Nullable LocalServer local;

    Served() {
      Target foreign = Target.foreign();
      try {
        local = foreign == null ? LocalServer.forConformance() : null;
        target = local == null ? foreign : local.target();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      if (local != null) {
        local.close();
      }
    }
  }
}
