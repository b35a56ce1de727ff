package org.parley.media.sctp.association;

import java.util.ArrayDeque;
import java.util.List;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.packet.Abort;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.packet.Opening;
import org.parley.media.sctp.packet.Parameter;
import org.parley.media.sctp.tx.SendQueue;

/** What the parts of an association share: its state, what it has to tell, and its replies. */
final class Endpoint {
  /** What waits to be sent outside of the association; more than that is a flood. */
  private static final int MAX_REPLIES = 16;

  private static final int LEAST_WINDOW = 1500;

  /** A packet of one chunk that belongs to no association yet, or any more. */
  record Reply(int tag, Chunk chunk) {}

  final AssociationConfig config;
  final Secret secret;
  final AssociationCounters counters = new AssociationCounters();
  final ArrayDeque<AssociationEvent> events = new ArrayDeque<>();
  final ArrayDeque<Reply> replies = new ArrayDeque<>();
  AssociationState state = new AssociationState.Closed();
  SendQueue queue;

  /** Of what the peer has sent, also before it began anew. */
  Unreleased unreleased = new Unreleased();

  Endpoint(AssociationConfig config, byte[] secret) {
    this.config = config;
    this.secret = new Secret(secret);
    this.queue = newQueue();
  }

  SendQueue newQueue() {
    return new SendQueue(config.limits());
  }

  void reply(int tag, Chunk chunk) {
    if (replies.size() < MAX_REPLIES) {
      replies.add(new Reply(tag, chunk));
    }
  }

  /** What we say of ourselves. */
  Opening opening(int tag, int tsn, List<Parameter> parameters) {
    int streams = config.streams();
    // RFC 9260 section 6: never less than that; what has no room is dropped.
    int window = (int) Math.max(LEAST_WINDOW, config.window() - unreleased.bytes());
    return new Opening(tag, window, streams, streams, tsn, parameters);
  }

  void establish(Tcb tcb) {
    state = new AssociationState.Established(tcb);
    Agreement agreement = tcb.agreement;
    events.add(
        new AssociationEvent.Connected(agreement.outboundStreams(), agreement.inboundStreams()));
  }

  void end(AssociationEvent.Cause cause, String reason) {
    Tcb tcb = state.tcb();
    if (tcb != null) {
      tcb.inbound.close();
    }
    state = new AssociationState.Ended();
    queue = newQueue();
    events.add(new AssociationEvent.Ended(cause, reason));
  }

  /** Says so to the peer (RFC 9260 section 9.1). */
  void abort(AssociationEvent.Cause cause, ErrorCause error, String reason) {
    Tcb tcb = state.tcb();
    if (tcb != null) {
      reply(tcb.peerTag, new Abort(false, List.of(error)));
    }
    end(cause, reason);
  }

  void violation(String reason) {
    abort(
        AssociationEvent.Cause.PROTOCOL_VIOLATION,
        new ErrorCause.ProtocolViolation(reason),
        reason);
  }

  /** The earliest of all that wait for a time. */
  void addDeadlines(Deadline earliest) {
    switch (state) {
      case AssociationState.CookieWait wait -> earliest.armEarlier(wait.t1().deadline);
      case AssociationState.CookieEchoed echoed -> earliest.armEarlier(echoed.t1().deadline);
      case AssociationState.ShutdownSent sent -> {
        earliest.armEarlier(sent.t2().deadline);
        earliest.armEarlier(sent.guard());
        addDeadlines(earliest, sent.tcb());
      }
      case AssociationState.ShutdownAckSent sent -> earliest.armEarlier(sent.t2().deadline);
      case AssociationState.Established established -> addDeadlines(earliest, established.tcb());
      case AssociationState.ShutdownPending pending -> addDeadlines(earliest, pending.tcb());
      case AssociationState.ShutdownReceived received -> addDeadlines(earliest, received.tcb());
      case AssociationState.Closed _, AssociationState.Ended _ -> {}
    }
  }

  private static void addDeadlines(Deadline earliest, Tcb tcb) {
    earliest.armEarlier(tcb.inbound.deadline());
    earliest.armEarlier(tcb.outbound.deadline());
    earliest.armEarlier(tcb.outbound.probeDeadline());
    earliest.armEarlier(tcb.outbound.paceDeadline());
    earliest.armEarlier(tcb.heartbeats.deadline());
    Deadline reset = tcb.resets.deadline();
    if (reset != null) {
      earliest.armEarlier(reset);
    }
  }
}
