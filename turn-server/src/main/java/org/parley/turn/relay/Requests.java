package org.parley.turn.relay;

import java.util.List;
import org.parley.turn.auth.Authentication;
import org.parley.turn.auth.Authenticator;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.StunPacket;
import org.parley.turn.stun.TurnAttribute.MobilityTicket;

/** What clients ask of TURN: who they are, which allocation it is about, and who handles it. */
final class Requests {
  private final Allocations allocations;
  private final Handlers handlers;
  private final Responder responder;
  private final RelayCounters counters;
  private Authenticator authenticator;

  Requests(
      Allocations allocations,
      Handlers handlers,
      Responder responder,
      RelayCounters counters,
      Authenticator authenticator) {
    this.allocations = allocations;
    this.handlers = handlers;
    this.responder = responder;
    this.counters = counters;
    this.authenticator = authenticator;
  }

  void configure(Authenticator newAuthenticator) {
    authenticator = newAuthenticator;
  }

  void onMessage(FiveTuple client, StunPacket packet, long nowNanos, long epochSeconds) {
    StunMessage request = packet.message();
    // RFC 8489 §6.3: other methods, and classes that they do not allow, are silently discarded.
    if (request.type() != StunClass.REQUEST || !serves(request.method())) {
      counters.increment(RelayCounter.DROPPED_METHOD);
      return;
    }
    switch (authenticator.authenticate(packet, client.client(), nowNanos)) {
      case Authentication.Refused refused -> responder.refuse(client, packet, refused, nowNanos);
      case Authentication.Authenticated proof -> {
        // Who has an allocation keeps it: a call must not end with the credentials' time.
        if (request.method() == StunMessage.ALLOCATE && proof.user().expired(epochSeconds)) {
          responder.refuse(
              client, packet, authenticator.expired(client.client(), nowNanos), nowNanos);
          return;
        }
        boolean fingerprint = packet.fingerprint() == StunPacket.Fingerprint.VALID;
        Asker asker = new Asker(client, request, proof, fingerprint);
        responder.answer(asker, handle(asker, nowNanos));
      }
    }
  }

  private static boolean serves(int method) {
    return method == StunMessage.ALLOCATE
        || method == StunMessage.REFRESH
        || method == StunMessage.CREATE_PERMISSION
        || method == StunMessage.CHANNEL_BIND
        || method == StunMessage.CONNECT
        || method == StunMessage.CONNECTION_BIND;
  }

  private Answer handle(Asker asker, long nowNanos) {
    StunMessage request = asker.request();
    List<Integer> unknown = request.unknownRequired();
    // RFC 8489 §6.3.1: after authentication, before anything else.
    if (!unknown.isEmpty()) {
      return new Answer.Refused(
          420,
          "Unknown attributes: see UNKNOWN-ATTRIBUTES",
          List.of(new StunAttribute.UnknownAttributes(unknown)));
    }
    StunAttribute.Unreadable unreadable = request.attribute(StunAttribute.Unreadable.class);
    if (unreadable != null) {
      return new Answer.Refused(
          400, "The value of attribute 0x%04x cannot be read".formatted(unreadable.type()));
    }
    if (request.method() == StunMessage.ALLOCATE) {
      return handlers.allocate().allocate(asker, nowNanos);
    }
    if (request.method() == StunMessage.CONNECTION_BIND) {
      return handlers.connections().bind(asker);
    }
    return handleWithAllocation(asker, nowNanos);
  }

  /** RFC 8656 §5: all but Allocate are about the allocation of the client's 5-tuple. */
  private Answer handleWithAllocation(Asker asker, long nowNanos) {
    StunMessage request = asker.request();
    MobilityTicket ticket =
        request.method() == StunMessage.REFRESH ? request.attribute(MobilityTicket.class) : null;
    if (ticket != null && !handlers.allocate().mobility()) {
      return MobilityHandler.FORBIDDEN;
    }
    Allocation allocation = allocations.find(asker.client());
    if (allocation == null && ticket != null && ticket.value().hasRemaining()) {
      return handlers.mobility().move(asker, ticket, nowNanos);
    }
    if (allocation == null) {
      return new Answer.Refused(437, "This client has no allocation: it ended, or none was made");
    }
    if (!allocation.user.username().equals(asker.user().username())) {
      return new Answer.Refused(441, "This client's allocation belongs to another user");
    }
    Answer again = MobilityHandler.again(allocation, asker);
    if (again != null) {
      return again;
    }
    if (asker.client().equals(allocation.movingTo)) {
      allocations.confirm(allocation);
    }
    if (ticket != null) {
      return handlers.mobility().renew(allocation, asker, ticket, nowNanos);
    }
    return switch (request.method()) {
      case StunMessage.REFRESH -> handlers.allocate().refresh(allocation, request, nowNanos);
      case StunMessage.CREATE_PERMISSION ->
          handlers.permissions().createPermission(allocation, request, nowNanos);
      case StunMessage.CONNECT -> handlers.connections().connect(allocation, asker, nowNanos);
      default -> handlers.permissions().bind(allocation, request, nowNanos);
    };
  }
}
