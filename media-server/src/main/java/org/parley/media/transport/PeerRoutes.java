package org.parley.media.transport;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.Pair;

/** The ways to one peer that ICE has validated, and the one in use; on the peer's loop. */
final class PeerRoutes {
  private final Map<Pair, Route> routes = new HashMap<>();
  private @Nullable Route selected;

  boolean holds(Route route) {
    return routes.get(route.pair()) == route;
  }

  void open(Pair pair, Route route) {
    routes.put(pair, route);
    route.open();
  }

  void close(Pair pair) {
    Route route = routes.remove(pair);
    if (route != null) {
      route.close();
    }
  }

  /** The route has ended by itself. */
  void forget(Route route) {
    routes.remove(route.pair(), route);
  }

  void select(Pair pair) {
    selected = routes.get(pair);
  }

  void deselect() {
    selected = null;
  }

  @Nullable Route selected() {
    return selected;
  }

  @Nullable Route by(Pair pair) {
    return routes.get(pair);
  }

  /** How much the way in use still takes. */
  Fullness fullness() {
    Route route = selected;
    return route == null ? Fullness.FREE : route.fullness();
  }
}
