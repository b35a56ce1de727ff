package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.Authenticator;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.peers.PeerRules;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunDecoding;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.StunParser;
import org.parley.turn.stun.TurnAttribute;

/**
 * The TURN server of one thread (RFC 8656). Requests and events come in, {@link RelayEffect}s are
 * to be drained after each; packets of the data path come back as where they go.
 *
 * <p>Times are nanoseconds of one monotonic clock, but for the seconds since 1970 that credentials
 * need.
 */
public final class RelayServer {
  /** Bytes that a peer's packet must have free before it, for {@link #fromPeer}. */
  public static final int HEADROOM = 48;

  /** Bytes that a peer's packet must have free behind it. */
  public static final int TAILROOM = 3;

  /** For {@link #onPeerAccepted}. */
  public static final int NO_CONNECTION = -1;

  /** For {@link #owner}: whichever core the client's packets come to. */
  public static final int ANY_CORE = Ownership.ANY;

  private final Allocations allocations;
  private final DataPath data;
  private final Handlers handlers;
  private final RelayCounters counters = new RelayCounters();
  private final Responder responder;
  private final Bindings bindings;
  private final Requests requests;

  /**
   * What all cores of a server have in common.
   *
   * @param bindings of Binding requests
   * @param discovery null if there is no second address
   */
  public record Shared(
      Quotas quotas,
      ServedPorts served,
      SharedBandwidth bandwidth,
      StunCounters bindings,
      @Nullable NatDiscovery discovery) {}

  /**
   * What may change while the server runs.
   *
   * @param authenticator of this core alone
   */
  public record Settings(RelayConfig config, PeerRules rules, Authenticator authenticator) {}

  /**
   * @param place which core this is
   */
  public RelayServer(Shared shared, Settings settings, Place place) {
    this.allocations = new Allocations(shared.quotas(), shared.served(), place);
    Tokens tokens = new Tokens(place);
    this.responder = new Responder(allocations, counters, tokens.seed());
    this.data = new DataPath(allocations, shared.served(), shared.bandwidth(), counters);
    this.handlers = Handlers.of(shared, settings, allocations, counters, tokens);
    this.bindings = new Bindings(shared.bindings(), shared.discovery(), tokens.seed());
    this.requests =
        new Requests(allocations, handlers, responder, counters, settings.authenticator());
  }

  /** New settings; allocations, permissions and nonces (with the same key) stay. */
  public void configure(Settings settings) {
    handlers.configure(settings);
    requests.configure(settings.authenticator());
  }

  /** From now on there are no new allocations. */
  public void drain() {
    handlers.allocate().drain();
  }

  public RelayCounters counters() {
    return counters;
  }

  public int allocations() {
    return allocations.size();
  }

  /**
   * The core of which a request shows something that it handed out: a reservation's token, a
   * mobility ticket or a connection's id. To be asked about messages of clients that have no
   * allocation on any core; {@link #onMessage} is then to be called on that core, and if the client
   * has an allocation there afterwards ({@link #hasAllocation}), so is all that follows.
   *
   * @return an index, perhaps that of no core, or {@link #ANY_CORE}
   */
  public static int owner(ByteBuf message) {
    return Ownership.of(message);
  }

  /** All allocations as they are now. */
  public List<AllocationInfo> describe(long nowNanos) {
    return allocations.describe(nowNanos);
  }

  public boolean hasAllocation(FiveTuple client) {
    return allocations.find(client) != null;
  }

  /** Whether a client's packet is for {@link #fromClient}; else it is for {@link #onMessage}. */
  public static boolean isData(ByteBuf content) {
    return DataPath.isData(content);
  }

  /**
   * A client's ChannelData or Send indication.
   *
   * @param socket as in the {@link FiveTuple}
   * @return where it goes, valid until the next call; null if it was dropped, and counted
   */
  public @Nullable ToPeer fromClient(
      int socket, long high, long low, int port, ByteBuf content, long nowNanos) {
    return data.fromClient(socket, high, low, port, content, nowNanos);
  }

  /**
   * A peer's packet, framed in place for the client.
   *
   * @param content with {@link #HEADROOM} before and {@link #TAILROOM} behind
   * @return the client; null if it was dropped, and counted
   */
  public @Nullable FiveTuple fromPeer(
      Relay relay, long high, long low, int port, ByteBuf content, long nowNanos) {
    return data.fromPeer(relay, high, low, port, content, nowNanos);
  }

  /**
   * Whatever else a client sent.
   *
   * @param bytes not to be changed afterwards
   */
  public void onMessage(FiveTuple client, byte[] bytes, long nowNanos, long epochSeconds) {
    // What has ended must not be found, whether or not the timer was on time.
    onTimeout(nowNanos);
    switch (StunParser.parse(bytes)) {
      case StunDecoding.Malformed _ -> counters.increment(RelayCounter.DROPPED_MALFORMED);
      case StunDecoding.Parsed(StunPacket packet) -> {
        if (packet.fingerprint() == StunPacket.Fingerprint.WRONG) {
          counters.increment(RelayCounter.DROPPED_MALFORMED);
        } else if (packet.message().method() == StunMessage.BINDING) {
          RelayEffect.Send reply = bindings.onMessage(client, packet, nowNanos);
          if (reply != null) {
            allocations.add(reply);
          }
        } else {
          requests.onMessage(client, packet, nowNanos, epochSeconds);
        }
      }
    }
  }

  /**
   * The socket that an {@link RelayEffect.OpenRelay} asked for is there.
   *
   * @param address as clients are told; the one after it, if asked for, has the next port
   */
  public void onRelayOpened(Relay relay, InetSocketAddress address, long nowNanos) {
    finish(handlers.allocate().onOpened(relay, address), nowNanos);
  }

  /** There is no socket to be had. */
  public void onRelayFailed(Relay relay, long nowNanos) {
    finish(handlers.allocate().onFailed(relay), nowNanos);
  }

  private void finish(@Nullable PendingAllocation finished, long nowNanos) {
    if (finished != null) {
      responder.answer(finished.asker, handlers.allocate().complete(finished, nowNanos));
    }
  }

  /** The peer accepted the connection that {@link RelayEffect.Connect} asked for. */
  public void onPeerConnected(int connection, long nowNanos) {
    Asker asker = handlers.connections().onConnected(connection, nowNanos);
    if (asker != null) {
      responder.answer(asker, ConnectionHandler.connected(connection));
    }
  }

  /** The peer cannot be connected to. */
  public void onConnectFailed(int connection) {
    Asker asker = handlers.connections().onFailed(connection);
    if (asker != null) {
      responder.answer(asker, ConnectionHandler.failed());
    }
  }

  /**
   * A peer connected to a relay.
   *
   * @return the id of the connection, which is not to be read before {@link RelayEffect.Splice}; or
   *     {@link #NO_CONNECTION} if it is to be closed
   */
  public int onPeerAccepted(Relay relay, InetSocketAddress peer, long nowNanos) {
    PeerConnection connection = handlers.connections().onAccepted(relay, peer, nowNanos);
    if (connection == null) {
      return NO_CONNECTION;
    }
    responder.indicate(
        connection.allocation,
        StunMessage.CONNECTION_ATTEMPT,
        new TurnAttribute.XorPeerAddress(peer),
        new TurnAttribute.ConnectionId(connection.id));
    return connection.id;
  }

  /** A connection to a peer, or the one of a client that it was spliced with, has ended. */
  public void onConnectionClosed(int connection) {
    onConnectFailed(connection);
  }

  /** The client's connection was closed. */
  public void onClientClosed(FiveTuple client) {
    allocations.removeClient(client);
  }

  /**
   * An ICMP error came for what the relay sent to a peer (RFC 8656 §11.5).
   *
   * @param error its type, code and second word, in the peer's family
   */
  public void onIcmp(Relay relay, InetSocketAddress peer, TurnAttribute.Icmp error, long nowNanos) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    if (!(relay.owner() instanceof Allocation allocation)
        || AddressFamily.of(peer) != relay.family()) {
      counters.increment(RelayCounter.DROPPED_NO_ALLOCATION);
      return;
    }
    Permission permission = allocation.permission(ip.high(), ip.low());
    if (permission == null || !data.passes(permission, peer.getPort(), nowNanos)) {
      counters.increment(RelayCounter.DROPPED_NO_PERMISSION);
      return;
    }
    responder.indicate(allocation, StunMessage.DATA, new TurnAttribute.XorPeerAddress(peer), error);
  }

  /** Forgets what has ended. */
  public void onTimeout(long nowNanos) {
    for (Deadline first = allocations.nextDeadline();
        first != null && first.passed(nowNanos);
        first = allocations.nextDeadline()) {
      Asker unanswered =
          first instanceof PeerConnection late ? handlers.connections().onFailed(late.id) : null;
      allocations.remove(first);
      if (unanswered != null) {
        responder.answer(unanswered, ConnectionHandler.failed());
      }
    }
  }

  /** When {@link #onTimeout} is wanted; only if {@link #hasDeadline}. */
  public long nextDeadlineNanos() {
    Deadline first = allocations.nextDeadline();
    if (first == null) {
      throw new IllegalStateException("there is no deadline");
    }
    return first.at;
  }

  public boolean hasDeadline() {
    return allocations.nextDeadline() != null;
  }

  public @Nullable RelayEffect nextEffect() {
    return allocations.nextEffect();
  }
}
