package org.parley.media.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which member of the room has which address: of several, the latest. */
final class Directory {
  record Entry(Seat seat, boolean reachable) {}

  private final Map<String, List<Entry>> entries = new HashMap<>();

  @Nullable Entry find(String address) {
    List<Entry> all = entries.get(address);
    return all == null ? null : all.getLast();
  }

  boolean holds(String address, Seat seat) {
    List<Entry> all = entries.get(address);
    if (all != null) {
      for (Entry entry : all) {
        if (entry.seat.equals(seat)) {
          return true;
        }
      }
    }
    return false;
  }

  void put(String address, Seat seat, boolean reachable) {
    List<Entry> all = entries.computeIfAbsent(address, _ -> new ArrayList<>(1));
    all.removeIf(entry -> entry.seat.equals(seat));
    int at = all.size();
    while (at > 0 && all.get(at - 1).seat.number() > seat.number()) {
      at--;
    }
    all.add(at, new Entry(seat, reachable));
  }

  void remove(String address, Seat seat) {
    List<Entry> all = entries.get(address);
    if (all != null) {
      all.removeIf(entry -> entry.seat.equals(seat));
      if (all.isEmpty()) {
        entries.remove(address);
      }
    }
  }

  int size() {
    return entries.size();
  }
}
