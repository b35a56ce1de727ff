package org.parley.media.transport.udp;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

public final class AddressTable<V> {
  private final ConcurrentHashMap<RemoteAddress, V> m = new ConcurrentHashMap<>();

  public @Nullable V get(RemoteAddress a) {
    return m.get(a);
  }

  public void put(RemoteAddress a, V v) {
    m.put(a, v);
  }

  public boolean remove(RemoteAddress a, V v) {
    return m.remove(a, v);
  }

  public int size() {
    return m.size();
  }
}
