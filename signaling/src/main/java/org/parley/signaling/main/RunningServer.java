package org.parley.signaling.main;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.doctor.Diagnosis;
import org.parley.signaling.http.FrontDoor;

/** Everything, started. */
record RunningServer(FrontDoor door, Reload reload, LateCheck check) {

  /** Of the door. */
  InetSocketAddress address() {
    return door.address();
  }

  void watchConfiguration(Lifecycle lifecycle) {
    reload.start();
    lifecycle.onStop("reload", reload);
  }

  void checkInBackground() {
    check.runInBackground();
  }

  Diagnosis check(@Nullable String host) {
    return check.run(host);
  }
}
