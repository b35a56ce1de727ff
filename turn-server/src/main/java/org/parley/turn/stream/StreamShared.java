package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.RelayServer;

/**
 * What the connections of all loops have in common.
 *
 * @param homes the loops, in the order of their cores; filled before the first connection
 */
record StreamShared(
    StreamLimits limits,
    StreamCounters counters,
    StreamAdmission admission,
    TlsContexts tls,
    List<StreamLoop> homes) {

  /** The loop of the core that a message names; null if it names none. */
  @Nullable StreamLoop owner(ByteBuf message) {
    int core = homes.size() > 1 ? RelayServer.owner(message) : RelayServer.ANY_CORE;
    return core >= 0 && core < homes.size() ? homes.get(core) : null;
  }
}
