package org.parley.turn.conformance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Serves the target for as long as there are cases: one for all of them. */
final class ServedTarget implements BeforeAllCallback {
  private static @Nullable Target target;

  static Target target() {
    return Request.present(target);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (target == null) {
      target = Target.foreign();
      Assumptions.assumeTrue(target != null, "no server yet");
    }
  }
}
