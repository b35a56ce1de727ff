package org.parley.media.sctp.association;

import java.util.ArrayDeque;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.rx.Inbound;
import org.parley.media.sctp.rx.InboundConfig;
import org.parley.media.sctp.tx.Outbound;
import org.parley.media.sctp.tx.OutboundConfig;
import org.parley.media.sctp.tx.RetransmissionTimeout;

/** The transmission control block: what exists once both ends know each other. */
final class Tcb {
  final int ownTag;
  final int peerTag;
  final Agreement agreement;
  final Inbound inbound;
  final Outbound outbound;
  final RetransmissionTimeout timeout;
  final StreamResets resets;
  final Heartbeats heartbeats;

  /** Chunks that may wait; the peer repeats what is not answered. */
  private static final int MAX_CONTROL = 256;

  /** Chunks for the next packet. */
  final ArrayDeque<Chunk> control = new ArrayDeque<>();

  /** Timeouts since the peer answered last (RFC 9260 section 8.1). */
  private int errors;

  Tcb(Endpoint endpoint, Cookie.Ends ends, Agreement agreement, long peerWindow, long nowNanos) {
    AssociationConfig config = endpoint.config;
    AssociationConfig.Timing timing = config.timing();
    this.ownTag = ends.ownTag();
    this.peerTag = ends.peerTag();
    this.agreement = agreement;
    this.timeout =
        new RetransmissionTimeout(
            timing.initialRto().toNanos(), timing.minRto().toNanos(), timing.maxRto().toNanos());
    this.inbound =
        new Inbound(
            new InboundConfig(
                ends.peerTsn(),
                agreement.inboundStreams(),
                agreement.interleaving(),
                config.window(),
                config.limits().maxMessageSize(),
                timing.sackDelay().toNanos()),
            endpoint.unreleased);
    this.outbound =
        new Outbound(
            new OutboundConfig(
                ends.ownTsn(),
                agreement.outboundStreams(),
                agreement.interleaving(),
                agreement.partialReliability(),
                config.mtu(),
                config.maxFlight(),
                peerWindow),
            endpoint.queue,
            timeout);
    this.resets = new StreamResets(endpoint, this, ends);
    this.heartbeats = new Heartbeats(this, timing.heartbeatInterval().toNanos(), nowNanos);
  }

  /** Puts a chunk into the next packet that has room. */
  void say(Chunk chunk) {
    if (control.size() < MAX_CONTROL) {
      control.add(chunk);
    }
  }

  /** Puts a chunk before all others. */
  void sayFirst(Chunk chunk) {
    if (control.size() < MAX_CONTROL) {
      control.addFirst(chunk);
    }
  }

  void onAnswer() {
    errors = 0;
  }

  void onTimeout() {
    errors++;
  }

  int errors() {
    return errors;
  }
}
