package org.parley.turn.relay;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.User;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.stun.AddressFamily;

/** All that one core remembers of its clients, and when it forgets. */
final class Allocations {
  private final EndpointTable<Allocation> byClient = new EndpointTable<>();
  private final Map<FiveTuple, PendingAllocation> pending = new HashMap<>();
  private final Map<Long, Reservation> reservations = new HashMap<>();
  private final Map<Integer, PeerConnection> connections = new HashMap<>();
  private final Map<ByteBuffer, Allocation> tickets = new HashMap<>();
  private final DeadlineQueue deadlines = new DeadlineQueue();
  private final Queue<RelayEffect> effects = new ArrayDeque<>();
  private final PriorityQueue<Integer> freeSlots = new PriorityQueue<>();
  private final Quotas quotas;
  private final ServedPorts served;
  private final Place place;
  private int live;
  private int slots;
  private int connectionsMade;

  Allocations(Quotas quotas, ServedPorts served, Place place) {
    this.quotas = quotas;
    this.served = served;
    this.place = place;
  }

  @Nullable Allocation find(long high, long low, long tag) {
    return byClient.get(high, low, tag);
  }

  @Nullable Allocation find(FiveTuple client) {
    IpAddress ip = client.ip();
    return byClient.get(ip.high(), ip.low(), client.tag());
  }

  int size() {
    return live;
  }

  List<AllocationInfo> describe(long nowNanos) {
    // One that moves is there twice.
    Set<Allocation> distinct = new LinkedHashSet<>();
    byClient.forEach(distinct::add);
    List<AllocationInfo> all = new ArrayList<>(distinct.size());
    distinct.forEach(allocation -> all.add(AllocationInfo.of(allocation, nowNanos)));
    return all;
  }

  @Nullable Allocation withTicket(ByteBuffer ticket) {
    return tickets.get(ticket);
  }

  /** The one that it had before is worth nothing now. */
  void setTicket(Allocation allocation, ByteBuffer ticket) {
    if (allocation.ticket != null) {
      tickets.remove(allocation.ticket);
    }
    allocation.ticket = ticket;
    tickets.put(ticket, allocation);
  }

  boolean holds(Allocation allocation) {
    return allocation.index != Deadline.NOT_QUEUED;
  }

  /**
   * RFC 8016 §3.2.2: until the client has sent something from its new 5-tuple, it is reached by the
   * old one, since it may not have got the answer.
   */
  void move(Allocation allocation, FiveTuple to, Allocation.Grant grant) {
    if (allocation.movingTo != null) {
      unmap(allocation, allocation.movingTo);
    }
    allocation.movingTo = to;
    allocation.moved = grant;
    map(allocation, to);
    if (allocation.detached) {
      confirm(allocation);
    }
  }

  /** The client has come from its new 5-tuple. */
  void confirm(Allocation allocation) {
    FiveTuple to = allocation.movingTo;
    if (to != null) {
      unmap(allocation, allocation.client);
      allocation.client = to;
      allocation.movingTo = null;
      allocation.detached = false;
    }
  }

  private void map(Allocation allocation, FiveTuple client) {
    IpAddress ip = client.ip();
    byClient.put(ip.high(), ip.low(), client.tag(), allocation);
  }

  private void unmap(Allocation allocation, FiveTuple client) {
    if (find(client) == allocation) {
      IpAddress ip = client.ip();
      byClient.remove(ip.high(), ip.low(), client.tag());
    }
  }

  @Nullable PendingAllocation pending(FiveTuple client) {
    return pending.get(client);
  }

  void begin(PendingAllocation allocation) {
    pending.put(allocation.asker.client(), allocation);
  }

  void end(PendingAllocation allocation) {
    pending.remove(allocation.asker.client(), allocation);
  }

  void add(Allocation allocation, long expiresAt) {
    map(allocation, allocation.client);
    live++;
    deadlines.set(allocation, expiresAt);
  }

  void add(Reservation reservation, long expiresAt) {
    reservations.put(reservation.token, reservation);
    reservation.relay.own(reservation);
    deadlines.set(reservation, expiresAt);
  }

  /** The reservation, which is used up by this; its quota passes to the caller. */
  @Nullable Reservation take(long token, User user) {
    Reservation reservation = reservations.get(token);
    if (reservation == null || !reservation.user.account().equals(user.account())) {
      return null;
    }
    reservations.remove(token);
    deadlines.remove(reservation);
    return reservation;
  }

  void add(PeerConnection connection, long expiresAt) {
    connections.put(connection.id, connection);
    connection.allocation.add(connection);
    deadlines.set(connection, expiresAt);
  }

  @Nullable PeerConnection connection(int id) {
    return connections.get(id);
  }

  int nextConnectionId() {
    int id = place.connectionId(++connectionsMade);
    while (connections.containsKey(id)) {
      id = place.connectionId(++connectionsMade);
    }
    return id;
  }

  /** It no longer ends by itself. */
  void settle(Deadline deadline) {
    deadlines.remove(deadline);
  }

  /** A connection that is closed. */
  void forget(PeerConnection connection) {
    deadlines.remove(connection);
    connections.remove(connection.id);
    connection.allocation.remove(connection);
  }

  Relay newRelay(AddressFamily family, RelayProtocol protocol) {
    Integer slot = freeSlots.poll();
    return new Relay(slot == null ? slots++ : slot, family, protocol);
  }

  /** A socket that was never opened. */
  void forget(Relay relay) {
    relay.abandon();
    freeSlots.add(relay.slot());
  }

  void close(Relay relay) {
    if (relay.address() != null) {
      served.close(relay.protocol(), relay.address());
    }
    forget(relay);
    effects.add(new RelayEffect.CloseRelay(relay));
  }

  void set(Deadline deadline, long at) {
    deadlines.set(deadline, at);
  }

  void add(RelayEffect effect) {
    effects.add(effect);
  }

  @Nullable RelayEffect nextEffect() {
    return effects.poll();
  }

  @Nullable Deadline nextDeadline() {
    return deadlines.first();
  }

  void remove(Deadline ended) {
    deadlines.remove(ended);
    switch (ended) {
      case Allocation allocation -> release(allocation);
      case Permission permission -> permission.allocation.remove(permission);
      case ChannelBinding channel -> channel.allocation.remove(channel);
      case PeerConnection connection -> {
        forget(connection);
        effects.add(new RelayEffect.ClosePeer(connection.id));
      }
      case Reservation reservation -> {
        reservations.remove(reservation.token);
        quotas.release(reservation.user.account());
        close(reservation.relay);
      }
    }
  }

  private void release(Allocation allocation) {
    live--;
    unmap(allocation, allocation.client);
    if (allocation.movingTo != null) {
      unmap(allocation, allocation.movingTo);
    }
    if (allocation.ticket != null) {
      tickets.remove(allocation.ticket);
    }
    allocation.parts().forEach(deadlines::remove);
    List.copyOf(allocation.connections()).forEach(this::remove);
    allocation.relays().forEach(this::close);
    quotas.release(allocation.user.account());
  }

  /** The client's connection is gone (RFC 8656 §5: the 5-tuple is, and so the allocation). */
  void removeClient(FiveTuple client) {
    PendingAllocation waiting = pending.remove(client);
    if (waiting != null) {
      quotas.release(waiting.asker.user().account());
      waiting.opened.forEach(this::close);
    }
    Allocation allocation = find(client);
    if (allocation == null) {
      return;
    }
    if (allocation.ticket == null) {
      remove(allocation);
    } else if (client.equals(allocation.movingTo)) {
      unmap(allocation, client);
      allocation.movingTo = null;
    } else {
      // RFC 8016: who may come back with a ticket has not gone.
      allocation.detached = true;
      confirm(allocation);
    }
  }
}
