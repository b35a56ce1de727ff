package org.parley.media.sctp.association;

import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.association.AssociationState.Closed;
import org.parley.media.sctp.association.AssociationState.CookieEchoed;
import org.parley.media.sctp.association.AssociationState.CookieWait;
import org.parley.media.sctp.association.AssociationState.Ended;
import org.parley.media.sctp.association.AssociationState.Established;
import org.parley.media.sctp.association.AssociationState.ShutdownAckSent;
import org.parley.media.sctp.association.AssociationState.ShutdownPending;
import org.parley.media.sctp.association.AssociationState.ShutdownReceived;
import org.parley.media.sctp.association.AssociationState.ShutdownSent;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Shutdown;
import org.parley.media.sctp.packet.ShutdownAck;
import org.parley.media.sctp.packet.ShutdownComplete;

/** How an association ends when all is said (RFC 9260 section 9.2). */
final class ShutdownSequence {
  private static final int GUARD_FACTOR = 5;

  private final Endpoint endpoint;

  ShutdownSequence(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  void begin(long nowNanos) {
    switch (endpoint.state) {
      case Established state -> {
        endpoint.state = new ShutdownPending(state.tcb());
        proceed(nowNanos);
      }
      case Closed _, CookieWait _, CookieEchoed _ ->
          endpoint.abort(
              AssociationEvent.Cause.SHUTDOWN,
              new ErrorCause.UserInitiatedAbort(""),
              "shut down before it began");
      case ShutdownPending _, ShutdownSent _, ShutdownReceived _, ShutdownAckSent _, Ended _ -> {}
    }
  }

  /** When all is acknowledged, the next step follows; whether it does. */
  boolean proceed(long nowNanos) {
    return switch (endpoint.state) {
      case ShutdownPending(Tcb tcb) when tcb.outbound.idle() -> {
        Deadline guard = new Deadline();
        guard.arm(nowNanos + GUARD_FACTOR * endpoint.config.timing().maxRto().toNanos());
        endpoint.state = new ShutdownSent(tcb, retry(tcb, nowNanos), guard);
        tcb.say(new Shutdown(tcb.inbound.cumulativeTsn()));
        yield true;
      }
      case ShutdownReceived(Tcb tcb) when tcb.outbound.idle() -> {
        endpoint.state = new ShutdownAckSent(tcb, retry(tcb, nowNanos));
        tcb.say(new ShutdownAck());
        yield true;
      }
      case Closed _,
          CookieWait _,
          CookieEchoed _,
          Established _,
          ShutdownPending _,
          ShutdownSent _,
          ShutdownReceived _,
          ShutdownAckSent _,
          Ended _ ->
          false;
    };
  }

  private Retry retry(Tcb tcb, long nowNanos) {
    return new Retry(tcb.timeout.nanos(), endpoint.config.timing().maxRto().toNanos(), nowNanos);
  }

  void onShutdown(Shutdown shutdown, long nowNanos) {
    switch (endpoint.state) {
      case Established(Tcb tcb) -> receive(tcb, shutdown, nowNanos);
      case ShutdownPending(Tcb tcb) -> receive(tcb, shutdown, nowNanos);
      case ShutdownReceived(Tcb tcb) -> receive(tcb, shutdown, nowNanos);
      case ShutdownSent(Tcb tcb, Retry _, Deadline _) -> {
        // Both wanted it at once.
        endpoint.state = new ShutdownAckSent(tcb, retry(tcb, nowNanos));
        tcb.say(new ShutdownAck());
      }
      case ShutdownAckSent(Tcb tcb, Retry _) -> tcb.say(new ShutdownAck());
      case Closed _, CookieWait _, CookieEchoed _, Ended _ ->
          endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
    }
  }

  private void receive(Tcb tcb, Shutdown shutdown, long nowNanos) {
    tcb.outbound.onCumulativeTsn(shutdown.cumulativeTsn(), nowNanos);
    endpoint.state = new ShutdownReceived(tcb);
    proceed(nowNanos);
  }

  /** DATA has come after our SHUTDOWN: it is told again, with the new TSN. */
  void onData(long nowNanos) {
    if (endpoint.state instanceof ShutdownSent(Tcb tcb, Retry _, Deadline guard)) {
      tcb.inbound.demandSack();
      tcb.say(new Shutdown(tcb.inbound.cumulativeTsn()));
      endpoint.state = new ShutdownSent(tcb, retry(tcb, nowNanos), guard);
    }
  }

  void onShutdownAck() {
    switch (endpoint.state) {
      case ShutdownSent(Tcb tcb, Retry _, Deadline _) -> complete(tcb);
      case ShutdownAckSent(Tcb tcb, Retry _) -> complete(tcb);
      // Section 8.5.1 E; in others it is out of the blue.
      case CookieWait _, CookieEchoed _, Closed _, Ended _ ->
          endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
      case Established _, ShutdownPending _, ShutdownReceived _ ->
          endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
    }
  }

  private void complete(Tcb tcb) {
    endpoint.reply(tcb.peerTag, new ShutdownComplete(false));
    endpoint.end(AssociationEvent.Cause.SHUTDOWN, "shut down");
  }

  void onShutdownComplete() {
    if (endpoint.state instanceof ShutdownAckSent) {
      endpoint.end(AssociationEvent.Cause.SHUTDOWN, "shut down by the peer");
    } else {
      endpoint.counters.increment(AssociationCounter.DROPPED_STATE);
    }
  }

  /** T2-shutdown and T5-shutdown-guard. */
  void onTimeout(long nowNanos) {
    switch (endpoint.state) {
      case ShutdownSent(Tcb tcb, Retry t2, Deadline guard) -> {
        if (guard.passed(nowNanos)) {
          endpoint.abort(
              AssociationEvent.Cause.PEER_LOST,
              new ErrorCause.ProtocolViolation("shutdown takes too long"),
              "the peer did not answer the shutdown");
        } else if (t2.due(nowNanos)) {
          tcb.onTimeout();
          tcb.say(new Shutdown(tcb.inbound.cumulativeTsn()));
        }
      }
      case ShutdownAckSent(Tcb tcb, Retry t2) -> {
        if (t2.due(nowNanos)) {
          tcb.onTimeout();
          tcb.say(new ShutdownAck());
        }
      }
      case Closed _,
          CookieWait _,
          CookieEchoed _,
          Established _,
          ShutdownPending _,
          ShutdownReceived _,
          Ended _ -> {}
    }
  }
}
