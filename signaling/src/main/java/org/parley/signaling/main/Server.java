package org.parley.signaling.main;

import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.http.FrontDoor;

/** Starts the parts, each after those that it needs. */
final class Server implements Programs {
  @Override
  public int serve(ParleyConfig config) throws Exception {
    Logging.setUp(config.log());
    Assembly assembly = new Assembly(config);
    try {
      FrontDoor door = assembly.openDoor((stream, arrival) -> null);
      assembly.lifecycle().stopOnSignals();
      System.out.println(
          "Parley is ready: open " + String.join(" or ", assembly.urls(door.address())));
    } catch (Exception e) {
      assembly.lifecycle().stopParts();
      throw e;
    }
    assembly.lifecycle().awaitStop();
    return 0;
  }

  @Override
  public int turn(ParleyConfig config) {
    throw new IllegalStateException("turn is not part of this build");
  }

  @Override
  public int token(ParleyConfig config, TokenOrder order) {
    throw new IllegalStateException("token is not part of this build");
  }
}
