package org.parley.media.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.StunMessage;

/** Peers by the user name fragments that we gave them; for all threads. */
final class PeerTable {
  private final Map<String, PeerTransport> byUfrag = new ConcurrentHashMap<>();

  void add(String ufrag, PeerTransport peer) {
    byUfrag.put(ufrag, peer);
  }

  void remove(String ufrag, PeerTransport peer) {
    byUfrag.remove(ufrag, peer);
  }

  int size() {
    return byUfrag.size();
  }

  /**
   * The peer that {@code message} asks for, or null, counted: strangers get no answer at all, so
   * that we reflect nothing (RFC 8489 section 16.1.2).
   */
  @Nullable PeerTransport find(@Nullable StunMessage message, TransportCounters counters) {
    if (message == null) {
      counters.increment(TransportCounter.DROPPED_MALFORMED_STUN);
      return null;
    }
    if (!message.isBindingRequest()) {
      counters.increment(TransportCounter.DROPPED_UNEXPECTED_STUN);
      return null;
    }
    String ufrag = message.localUfrag();
    PeerTransport peer = ufrag == null ? null : byUfrag.get(ufrag);
    if (peer == null) {
      counters.increment(TransportCounter.DROPPED_UNKNOWN_UFRAG);
    }
    return peer;
  }
}
