package org.parley.turn.net;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.parley.net.udp.HubCount;
import org.parley.turn.dtls.DtlsCounter;
import org.parley.turn.relay.RelayCounter;
import org.parley.turn.relay.StunCounters;
import org.parley.turn.relay.Transport;
import org.parley.turn.stream.StreamCounter;
import org.parley.turn.stream.StreamCounters;

/**
 * What the server did since its start; of each loop as it stood at the end of a wake-up.
 *
 * @param transports packets of clients, by how they come
 * @param errors answers by error code
 * @param relay what the relays did and dropped
 * @param sockets what UDP sockets did, all together
 * @param allocations at this time
 * @param users that have an allocation at this time
 * @param streams what happened to connections
 * @param connections open at this time
 * @param dtls what happened to associations
 * @param associations at this time, with handshakes under way
 * @param strays packets that came to another loop than their client's
 * @param shortcut packets between relays and our media server that did not go by the network
 */
public record TurnCounters(
    Binding binding,
    Map<Transport, Traffic> transports,
    Map<Integer, Long> errors,
    Map<RelayCounter, Long> relay,
    Map<HubCount, Long> sockets,
    int allocations,
    int users,
    Map<StreamCounter, Long> streams,
    int connections,
    Map<DtlsCounter, Long> dtls,
    int associations,
    long strays,
    Shortcut shortcut) {
  private static final int FIRST_ERROR = 300;
  private static final int LAST_ERROR = 699;

  public TurnCounters {
    transports = Collections.unmodifiableMap(transports);
    errors = Collections.unmodifiableMap(errors);
    relay = Collections.unmodifiableMap(relay);
    sockets = Collections.unmodifiableMap(sockets);
    streams = Collections.unmodifiableMap(streams);
    dtls = Collections.unmodifiableMap(dtls);
  }

  /** Binding requests, and what was none of any method, by what became of them. */
  public record Binding(long answered, long refused, long malformed, long ignored) {}

  /**
   * By direction.
   *
   * @param dropped as the other side did not keep up, or the relay was gone
   */
  public record Shortcut(long toMedia, long fromMedia, long dropped) {
    private static Shortcut of(LoopCounters counters) {
      return new Shortcut(
          counters.count(LoopCounter.TO_MEDIA),
          counters.count(LoopCounter.FROM_MEDIA),
          counters.count(LoopCounter.PASSAGE_DROPPED));
    }

    private Shortcut plus(Shortcut other) {
      return new Shortcut(
          toMedia + other.toMedia, fromMedia + other.fromMedia, dropped + other.dropped);
    }
  }

  /** Packets and bytes of one transport, with their framing. */
  public record Traffic(
      long packetsFromClients, long bytesFromClients, long packetsToClients, long bytesToClients) {
    private Traffic plus(Traffic other) {
      return new Traffic(
          packetsFromClients + other.packetsFromClients,
          bytesFromClients + other.bytesFromClients,
          packetsToClients + other.packetsToClients,
          bytesToClients + other.bytesToClients);
    }
  }

  static TurnCounters of(Iterable<TurnLoop> loops, TurnShared shared, StreamCounters connections) {
    Map<StreamCounter, Long> streams = new EnumMap<>(StreamCounter.class);
    for (StreamCounter counter : StreamCounter.values()) {
      streams.put(counter, connections.count(counter));
    }
    Map<DtlsCounter, Long> dtls = new EnumMap<>(DtlsCounter.class);
    for (DtlsCounter counter : DtlsCounter.values()) {
      dtls.put(counter, shared.dtls().count(counter));
    }
    Map<Transport, Traffic> transports = new EnumMap<>(Transport.class);
    Map<Integer, Long> errors = new TreeMap<>();
    Map<RelayCounter, Long> relay = new EnumMap<>(RelayCounter.class);
    Map<HubCount, Long> sockets = new EnumMap<>(HubCount.class);
    long strays = 0;
    Shortcut shortcut = new Shortcut(0, 0, 0);
    for (TurnLoop loop : loops) {
      for (Transport transport : Transport.values()) {
        transports.merge(transport, loop.counters().traffic(transport), Traffic::plus);
      }
      for (int code = FIRST_ERROR; code <= LAST_ERROR; code++) {
        long count = loop.core().counters().errors(code);
        if (count > 0) {
          errors.merge(code, count, Long::sum);
        }
      }
      for (RelayCounter counter : RelayCounter.values()) {
        relay.merge(counter, loop.core().counters().count(counter), Long::sum);
      }
      for (HubCount count : HubCount.values()) {
        sockets.merge(count, loop.hub().count(count), Long::sum);
      }
      strays += loop.counters().count(LoopCounter.STRAYS);
      shortcut = shortcut.plus(Shortcut.of(loop.counters()));
    }
    StunCounters stun = shared.core().bindings();
    return new TurnCounters(
        new Binding(stun.bindings(), stun.refused(), stun.malformed(), stun.ignored()),
        transports,
        errors,
        relay,
        sockets,
        shared.core().quotas().allocations(),
        shared.core().quotas().users(),
        streams,
        connections.open(),
        dtls,
        shared.dtls().associations(),
        strays,
        shortcut);
  }
}
