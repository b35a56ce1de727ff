package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Answer.Granted;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute.ConnectionId;
import org.parley.turn.stun.TurnAttribute.XorPeerAddress;

/** Connect, ConnectionBind and peers' connections (RFC 6062 §5). */
final class ConnectionHandler {
  /** RFC 6062 §5.2 and §5.3: for connecting, and again for the client's ConnectionBind. */
  static final long WAIT_NANOS = 30_000_000_000L;

  private static final Answer LATER = new Answer.Later();
  private static final Refused FAILED =
      new Refused(447, "The peer did not accept the connection, or not in time");

  private final Allocations allocations;
  private final PermissionHandler permissions;
  private final SharedBandwidth total;
  private final RelayCounters counters;
  private RelayConfig config;

  ConnectionHandler(
      Allocations allocations,
      PermissionHandler permissions,
      SharedBandwidth total,
      RelayCounters counters,
      RelayConfig config) {
    this.allocations = allocations;
    this.permissions = permissions;
    this.total = total;
    this.counters = counters;
    this.config = config;
  }

  void configure(RelayConfig newConfig) {
    config = newConfig;
  }

  /** The checks of RFC 6062 §5.2; a Connect needs no permission. */
  Answer connect(Allocation allocation, Asker asker, long nowNanos) {
    if (allocation.protocol() != RelayProtocol.TCP) {
      return new Refused(437, "This client's allocation relays UDP: Connect needs one for TCP");
    }
    XorPeerAddress attribute = asker.request().attribute(XorPeerAddress.class);
    if (attribute == null || attribute.address().getPort() == 0) {
      return new Refused(400, "XOR-PEER-ADDRESS is missing, or has no port");
    }
    InetSocketAddress peer = attribute.address();
    if (allocation.connection(peer) != null) {
      return new Refused(446, "There is a connection to this peer, or one is being made");
    }
    Refused refused = permissions.refuse(allocation, peer, false);
    if (refused != null) {
      return refused;
    }
    if (full(allocation)) {
      return PermissionHandler.tooMany(config.extensions().maxConnections() + " connections");
    }
    Relay relay = allocation.relay(AddressFamily.of(peer));
    if (relay == null) {
      return FAILED;
    }
    PeerConnection connection =
        open(allocation, peer, new PeerConnection.State.Connecting(asker), nowNanos);
    allocations.add(new RelayEffect.Connect(connection.id, relay, peer));
    return LATER;
  }

  private boolean full(Allocation allocation) {
    return allocation.connections().size() >= config.extensions().maxConnections();
  }

  private PeerConnection open(
      Allocation allocation, InetSocketAddress peer, PeerConnection.State state, long nowNanos) {
    PeerConnection connection =
        new PeerConnection(allocations.nextConnectionId(), allocation, peer, state);
    allocations.add(connection, nowNanos + WAIT_NANOS);
    return connection;
  }

  /** The asker of the Connect, to be answered with {@link #connected}; null if it is gone. */
  @Nullable Asker onConnected(int id, long nowNanos) {
    PeerConnection connection = allocations.connection(id);
    if (connection == null
        || !(connection.state instanceof PeerConnection.State.Connecting(Asker asker))) {
      return null;
    }
    connection.state = PeerConnection.WAITING;
    allocations.set(connection, nowNanos + WAIT_NANOS);
    return asker;
  }

  static Answer connected(int id) {
    return Granted.of(new ConnectionId(id));
  }

  /** The asker of the Connect, to be answered with {@link #FAILED}. */
  @Nullable Asker onFailed(int id) {
    PeerConnection connection = allocations.connection(id);
    if (connection == null) {
      return null;
    }
    allocations.forget(connection);
    return connection.state instanceof PeerConnection.State.Connecting(Asker asker) ? asker : null;
  }

  static Answer failed() {
    return FAILED;
  }

  /** The connection that was accepted; null if it is to be closed (RFC 6062 §5.3). */
  @Nullable PeerConnection onAccepted(Relay relay, InetSocketAddress peer, long nowNanos) {
    if (!(relay.owner() instanceof Allocation allocation) || allocation.passed(nowNanos)) {
      counters.increment(RelayCounter.DROPPED_NO_ALLOCATION);
      return null;
    }
    if (!permissions.permits(allocation, peer, nowNanos)
        || allocation.connection(peer) != null
        || full(allocation)) {
      counters.increment(RelayCounter.DROPPED_NO_PERMISSION);
      return null;
    }
    return open(allocation, peer, PeerConnection.WAITING, nowNanos);
  }

  /** RFC 6062 §5.4. */
  Answer bind(Asker asker) {
    StunMessage request = asker.request();
    ConnectionId id = request.attribute(ConnectionId.class);
    if (!asker.client().transport().stream) {
      return new Refused(400, "ConnectionBind needs a connection of its own, by TCP or TLS");
    }
    if (id == null) {
      return new Refused(400, "CONNECTION-ID is missing");
    }
    PeerConnection connection = allocations.connection(id.id());
    if (connection == null
        || !(connection.state instanceof PeerConnection.State.Waiting)
        || !connection.allocation.user.username().equals(asker.user().username())) {
      return new Refused(400, "No connection of this user waits under this CONNECTION-ID");
    }
    if (allocations.find(asker.client()) != null || allocations.pending(asker.client()) != null) {
      return new Refused(400, "This connection has an allocation: bind on another one");
    }
    connection.state = new PeerConnection.State.Bound(asker.client());
    allocations.settle(connection);
    SpliceMeter meter = new SpliceMeter(connection.allocation, total, counters);
    return new Granted(List.of(), new RelayEffect.Splice(connection.id, asker.client(), meter));
  }
}
