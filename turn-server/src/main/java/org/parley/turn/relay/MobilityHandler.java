package org.parley.turn.relay;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Answer.Granted;
import org.parley.turn.relay.Answer.Refused;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.TurnAttribute;
import org.parley.turn.stun.TurnAttribute.MobilityTicket;

/** Refresh with a MOBILITY-TICKET: an allocation goes on at another 5-tuple (RFC 8016 §3.2). */
final class MobilityHandler {
  static final Refused FORBIDDEN = new Refused(405, "Mobility is switched off here");

  private static final Refused INVALID =
      new Refused(400, "MOBILITY-TICKET is not known here, or was used");

  private final Allocations allocations;
  private final AllocateHandler allocate;
  private final Tokens tokens;

  MobilityHandler(Allocations allocations, AllocateHandler allocate, Tokens tokens) {
    this.allocations = allocations;
    this.allocate = allocate;
    this.tokens = tokens;
  }

  /** The client has no allocation, and shows the ticket of one. */
  Answer move(Asker asker, MobilityTicket shown, long nowNanos) {
    Allocation allocation = allocations.withTicket(shown.value());
    if (allocation == null) {
      return INVALID;
    }
    if (!allocation.user.username().equals(asker.user().username())) {
      return new Refused(441, "The allocation of this MOBILITY-TICKET belongs to another user");
    }
    if (allocations.pending(asker.client()) != null) {
      return new Refused(437, "An Allocate of this client is under way");
    }
    // RFC 6062 §4.1: connections are told of over a connection.
    if (allocation.protocol() == RelayProtocol.TCP && !asker.client().transport().stream) {
      return new Refused(400, "An allocation for TCP is moved over TCP or TLS");
    }
    Answer answer = allocate.refresh(allocation, asker.request(), nowNanos);
    if (!(answer instanceof Granted granted) || !allocations.holds(allocation)) {
      return answer;
    }
    Granted moved = withTicket(allocation, granted);
    Allocation.Grant grant =
        new Allocation.Grant(asker.request().transactionId(), moved.attributes());
    allocations.move(allocation, asker.client(), grant);
    return moved;
  }

  /** The client has the allocation; the answer to its Refresh has a new ticket. */
  Answer renew(Allocation allocation, Asker asker, MobilityTicket shown, long nowNanos) {
    ByteBuffer current = allocation.ticket;
    if (current == null) {
      return new Refused(400, "The allocation was made without MOBILITY-TICKET");
    }
    if (shown.value().hasRemaining() && !shown.value().equals(current)) {
      return INVALID;
    }
    Answer answer = allocate.refresh(allocation, asker.request(), nowNanos);
    return answer instanceof Granted granted && allocations.holds(allocation)
        ? withTicket(allocation, granted)
        : answer;
  }

  /** The answer that the Refresh by which the client came got, if this is the same once more. */
  static @Nullable Answer again(Allocation allocation, Asker asker) {
    Allocation.Grant moved = allocation.moved;
    return moved != null && moved.request().equals(asker.request().transactionId())
        ? new Granted(moved.attributes())
        : null;
  }

  private Granted withTicket(Allocation allocation, Granted granted) {
    ByteBuffer ticket = tokens.ticket();
    allocations.setTicket(allocation, ticket);
    List<StunAttribute> attributes = new ArrayList<>(granted.attributes());
    attributes.add(new TurnAttribute.MobilityTicket(ticket));
    return new Granted(attributes);
  }
}
