package org.parley.net.passage;

import org.jspecify.annotations.Nullable;
import org.parley.net.udp.AddressTable;
import org.parley.net.udp.RemoteAddress;

/** The media sockets and the relays of this process, by where they are bound. For all threads. */
public final class Passage {
  private final AddressTable<Entrance> media = new AddressTable<>();
  private final AddressTable<Doorway> relays = new AddressTable<>();

  /** The media socket at this address; null if that is elsewhere. */
  public @Nullable Entrance media(RemoteAddress at) {
    return media.get(at);
  }

  /** The open relay at this address; null if that is elsewhere. */
  public @Nullable Doorway relay(RemoteAddress at) {
    return relays.get(at);
  }

  public void addMedia(RemoteAddress at, Entrance socket) {
    media.put(at, socket);
  }

  public void removeMedia(RemoteAddress at, Entrance socket) {
    media.remove(at, socket);
  }

  public void addRelay(RemoteAddress at, Doorway relay) {
    relays.put(at, relay);
  }

  public void removeRelay(RemoteAddress at, Doorway relay) {
    relays.remove(at, relay);
  }
}
