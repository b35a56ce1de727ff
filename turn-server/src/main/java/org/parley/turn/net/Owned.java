package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.AddressTable;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.RelayServer;

/** Which loop has a client's allocation; and those that this loop has. */
final class Owned {
  /** Ended allocations are looked for when there are twice as many entries as allocations. */
  private static final int SLACK = 64;

  /**
   * What all loops know.
   *
   * @param bySocket for each listening address
   * @param loops filled when all are there
   */
  record Owners(List<AddressTable<TurnLoop>> bySocket, List<TurnLoop> loops) {
    static Owners of(int sockets) {
      List<AddressTable<TurnLoop>> tables = new ArrayList<>();
      for (int i = 0; i < sockets; i++) {
        tables.add(new AddressTable<>());
      }
      return new Owners(List.copyOf(tables), new ArrayList<>());
    }
  }

  private record Entry(FiveTuple client, int socket, RemoteAddress address) {}

  private final TurnLoop self;
  private final Owners owners;
  private final List<Entry> entries = new ArrayList<>();

  Owned(TurnLoop self, Owners owners) {
    this.self = self;
    this.owners = owners;
  }

  /** Null if whoever gets the packet may have it. */
  @Nullable TurnLoop owner(int socket, RemoteAddress from, ByteBuf content) {
    TurnLoop known = owners.bySocket().get(socket).get(from);
    if (known != null || RelayServer.isData(content)) {
      return known;
    }
    int ticket = RelayServer.owner(content);
    return ticket < 0 || ticket >= owners.loops().size() ? null : owners.loops().get(ticket);
  }

  /** Remembers the client if it has an allocation here. */
  void note(FiveTuple client, int socket, RemoteAddress from, RelayServer core) {
    if (!core.hasAllocation(client)) {
      return;
    }
    AddressTable<TurnLoop> table = owners.bySocket().get(socket);
    if (table.get(from) == self) {
      return;
    }
    table.put(from, self);
    entries.add(new Entry(client, socket, from.copy()));
    if (entries.size() > 2 * core.allocations() + SLACK) {
      entries.removeIf(entry -> !core.hasAllocation(entry.client()) && forget(entry));
    }
  }

  private boolean forget(Entry entry) {
    owners.bySocket().get(entry.socket()).remove(entry.address(), self);
    return true;
  }
}
