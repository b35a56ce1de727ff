package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.User;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.TransactionId;

/** RFC 8656 §5: what a client got, with its permissions and channels. */
final class Allocation extends Deadline implements Relay.Owner {
  // Where data go; another one when the client has moved (RFC 8016).
  FiveTuple client;
  // The client has shown its ticket there, but sent nothing since.
  @Nullable FiveTuple movingTo;
  // What the Refresh was answered with that showed the ticket.
  @Nullable Grant moved;
  // Null if the client did not ask for mobility.
  @Nullable ByteBuffer ticket;
  // The client's connection is closed, and it may come back with its ticket.
  boolean detached;
  final User user;
  final Grant grant;
  final TokenBucket bandwidth;
  // In both directions; for whoever asks what the server does.
  long bytesToPeer;
  long bytesToClient;
  private final EndpointTable<Permission> permissions = new EndpointTable<>();
  private final EndpointTable<ChannelBinding> channelsByPeer = new EndpointTable<>();
  private final EndpointTable<ChannelBinding> channelsByNumber = new EndpointTable<>();
  private List<PeerConnection> connections = List.of();
  private @Nullable Relay ipv4;
  private @Nullable Relay ipv6;

  /** What the Allocate was answered with, to answer its retransmission alike (RFC 8656 §7.2). */
  record Grant(TransactionId request, List<StunAttribute> attributes) {
    Grant {
      attributes = List.copyOf(attributes);
    }
  }

  Allocation(FiveTuple client, User user, Grant grant, TokenBucket bandwidth) {
    this.client = client;
    this.user = user;
    this.grant = grant;
    this.bandwidth = bandwidth;
  }

  void add(Relay relay) {
    switch (relay.family()) {
      case IPV4 -> ipv4 = relay;
      case IPV6 -> ipv6 = relay;
    }
    relay.own(this);
  }

  void remove(AddressFamily family) {
    switch (family) {
      case IPV4 -> ipv4 = null;
      case IPV6 -> ipv6 = null;
    }
  }

  @Nullable Relay relay(AddressFamily family) {
    return switch (family) {
      case IPV4 -> ipv4;
      case IPV6 -> ipv6;
    };
  }

  List<Relay> relays() {
    List<Relay> relays = new ArrayList<>(2);
    if (ipv4 != null) {
      relays.add(ipv4);
    }
    if (ipv6 != null) {
      relays.add(ipv6);
    }
    return relays;
  }

  /** All relays of an allocation have the same. */
  RelayProtocol protocol() {
    Relay relay = ipv4 == null ? ipv6 : ipv4;
    return relay == null ? RelayProtocol.UDP : relay.protocol();
  }

  /** Of a TCP allocation, RFC 6062; few. */
  List<PeerConnection> connections() {
    return connections;
  }

  @Nullable PeerConnection connection(InetSocketAddress peer) {
    for (PeerConnection connection : connections) {
      if (connection.peer.equals(peer)) {
        return connection;
      }
    }
    return null;
  }

  void add(PeerConnection connection) {
    if (connections.isEmpty()) {
      connections = new ArrayList<>();
    }
    connections.add(connection);
  }

  void remove(PeerConnection connection) {
    connections.remove(connection);
  }

  @Nullable Permission permission(long high, long low) {
    return permissions.get(high, low, 0);
  }

  int permissionCount() {
    return permissions.size();
  }

  void add(Permission permission) {
    permissions.put(permission.peer.high(), permission.peer.low(), 0, permission);
  }

  void remove(Permission permission) {
    permissions.remove(permission.peer.high(), permission.peer.low(), 0);
  }

  @Nullable ChannelBinding channel(int number) {
    return channelsByNumber.get(0, 0, number);
  }

  @Nullable ChannelBinding channel(long high, long low, int port) {
    return channelsByPeer.get(high, low, port);
  }

  @Nullable ChannelBinding channel(InetSocketAddress peer) {
    IpAddress ip = IpAddress.of(peer.getAddress());
    return channel(ip.high(), ip.low(), peer.getPort());
  }

  int channelCount() {
    return channelsByNumber.size();
  }

  void add(ChannelBinding channel) {
    channelsByNumber.put(0, 0, channel.number, channel);
    channelsByPeer.put(channel.ip.high(), channel.ip.low(), channel.peer.getPort(), channel);
  }

  void remove(ChannelBinding channel) {
    channelsByNumber.remove(0, 0, channel.number);
    channelsByPeer.remove(channel.ip.high(), channel.ip.low(), channel.peer.getPort());
  }

  void forEachChannel(Consumer<ChannelBinding> action) {
    channelsByNumber.forEach(action);
  }

  /** All that leaves the deadline queue with the allocation. */
  List<Deadline> parts() {
    List<Deadline> parts = new ArrayList<>();
    permissions.forEach(parts::add);
    channelsByNumber.forEach(parts::add);
    return parts;
  }
}
