package org.parley.signaling.main;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.doctor.Diagnosis;
import org.parley.signaling.doctor.TurnCheck;
import org.parley.signaling.metrics.Health;

/** The check of the relay, whose routes are there before the door has a port to try. */
final class LateCheck {
  private volatile @Nullable TurnCheck check;

  void set(TurnCheck ready) {
    check = ready;
  }

  Diagnosis run(@Nullable String host) {
    TurnCheck ready = check;
    return ready == null ? new Diagnosis(List.of(), List.of()) : ready.run(host);
  }

  void runInBackground() {
    TurnCheck ready = check;
    if (ready != null) {
      ready.runInBackground();
    }
  }

  Health health() {
    TurnCheck ready = check;
    return ready == null ? Health.ok() : ready.health();
  }
}
