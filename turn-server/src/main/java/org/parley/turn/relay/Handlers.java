package org.parley.turn.relay;

/** The handlers of one core: each has the requests, and what follows from them, of one kind. */
record Handlers(
    AllocateHandler allocate,
    PermissionHandler permissions,
    MobilityHandler mobility,
    ConnectionHandler connections) {
  static Handlers of(
      RelayServer.Shared shared,
      RelayServer.Settings settings,
      Allocations allocations,
      RelayCounters counters,
      Tokens tokens) {
    RelayConfig config = settings.config();
    ServedPorts served = shared.served();
    AllocateHandler allocate =
        new AllocateHandler(allocations, shared.quotas(), served, counters, tokens, config);
    PermissionHandler permissions =
        new PermissionHandler(allocations, served, counters, config, settings.rules());
    return new Handlers(
        allocate,
        permissions,
        new MobilityHandler(allocations, allocate, tokens),
        new ConnectionHandler(allocations, permissions, shared.bandwidth(), counters, config));
  }

  void configure(RelayServer.Settings settings) {
    allocate.configure(settings.config());
    connections.configure(settings.config());
    permissions.configure(settings.config(), settings.rules());
  }
}
