package org.parley.turn.relay;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.parley.turn.peers.IpAddress;

/**
 * Clients whose allocation is on another core than the one that their packets come to: they showed
 * a reservation's token or a mobility ticket of that core. Few, for all cores, and asked only after
 * a core has not found the client.
 */
public final class MovedClients {
  static final int NONE = -1;

  private record Key(long high, long low, long tag) {}

  private final ConcurrentMap<Key, Integer> cores = new ConcurrentHashMap<>();

  void put(FiveTuple client, int core) {
    cores.put(key(client), core);
  }

  void remove(FiveTuple client, int core) {
    cores.remove(key(client), core);
  }

  int core(FiveTuple client) {
    return cores.isEmpty() ? NONE : cores.getOrDefault(key(client), NONE);
  }

  int core(long high, long low, long tag) {
    return cores.isEmpty() ? NONE : cores.getOrDefault(new Key(high, low, tag), NONE);
  }

  int size() {
    return cores.size();
  }

  private static Key key(FiveTuple client) {
    IpAddress ip = client.ip();
    return new Key(ip.high(), ip.low(), client.tag());
  }
}
