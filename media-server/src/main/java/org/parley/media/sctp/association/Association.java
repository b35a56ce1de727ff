package org.parley.media.sctp.association;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.Unreleased;
import org.parley.media.sctp.packet.ErrorCause;
import org.parley.media.sctp.rx.IncomingMessage;
import org.parley.media.sctp.tx.Delivery;
import org.parley.media.sctp.tx.SendResult;

/**
 * One end of an SCTP association over DTLS. Packets and time come in; after each call, packets are
 * to be taken by {@link #nextPacket} and events by {@link #nextEvent} until there are none, and
 * {@link #onTimeout} is due at the deadline.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
public final class Association {
  private final Endpoint endpoint;
  private final Handshake handshake;
  private final ShutdownSequence shutdown;
  private final PacketInput input;
  private final PacketAssembly output;
  private final Deadline deadline = new Deadline();

  /**
   * @param secret random, of this association alone: tags, TSNs and cookies come from it
   */
  public Association(AssociationConfig config, byte[] secret) {
    this.endpoint = new Endpoint(config, secret);
    this.handshake = new Handshake(endpoint);
    this.shutdown = new ShutdownSequence(endpoint);
    this.input = new PacketInput(endpoint, handshake, shutdown);
    this.output = new PacketAssembly(endpoint);
  }

  /**
   * Before it begins: messages that are not released count there, with those that an earlier
   * association with the same peer has left; each takes a part of the window.
   */
  public void countIn(Unreleased unreleased) {
    endpoint.unreleased = unreleased;
  }

  /** Begins the handshake; without it, the peer may. */
  public void connect(long nowNanos) {
    handshake.connect(nowNanos);
  }

  /** Reads what lies between the reader and the writer index; nothing of it is kept. */
  public void onPacket(ByteBuf packet, long nowNanos) {
    input.onPacket(packet, nowNanos);
    collectMessages();
  }

  private void collectMessages() {
    Tcb tcb = endpoint.state.tcb();
    if (tcb == null) {
      return;
    }
    for (IncomingMessage message = tcb.inbound.nextMessage();
        message != null;
        message = tcb.inbound.nextMessage()) {
      endpoint.events.add(
          new AssociationEvent.MessageReceived(
              message.stream(), message.protocol(), message.payload(), message.charge()));
    }
    for (Integer refused = tcb.inbound.nextRefused();
        refused != null;
        refused = tcb.inbound.nextRefused()) {
      endpoint.events.add(new AssociationEvent.StreamRefused(refused));
    }
    // After the messages that came before it.
    tcb.resets.onPacketEnd();
  }

  public void onTimeout(long nowNanos) {
    handshake.onTimeout(nowNanos);
    shutdown.onTimeout(nowNanos);
    Tcb tcb = endpoint.state.tcb();
    if (tcb == null || endpoint.state instanceof AssociationState.CookieEchoed) {
      return;
    }
    tcb.heartbeats.onTimeout(nowNanos);
    tcb.resets.onTimeout(nowNanos);
    if (tcb.outbound.onTimeout(nowNanos)) {
      tcb.onTimeout();
      endpoint.counters.increment(AssociationCounter.TIMEOUTS);
    }
    if (tcb.errors() > endpoint.config.timing().maxRetransmissions()) {
      endpoint.abort(
          AssociationEvent.Cause.PEER_LOST,
          new ErrorCause.UserInitiatedAbort("too many retransmissions"),
          "the peer does not acknowledge any more");
    }
  }

  public boolean hasDeadline() {
    deadline.disarm();
    endpoint.addDeadlines(deadline);
    return deadline.armed();
  }

  /** When {@link #onTimeout} is wanted; only if {@link #hasDeadline}. */
  public long nextDeadlineNanos() {
    if (!hasDeadline()) {
      throw new IllegalStateException("there is no deadline");
    }
    return deadline.atNanos();
  }

  /**
   * Writes one packet to the writer index, of at most the MTU; there must be room for it.
   *
   * @return false if there is nothing to be sent now
   */
  public boolean nextPacket(ByteBuf out, long nowNanos) {
    Tcb tcb = endpoint.state.tcb();
    if (tcb != null) {
      if (endpoint.state.sends()) {
        tcb.resets.askIfDrained(nowNanos);
      }
      tcb.resets.answer();
    }
    // Messages may have been given up, and with them the last thing that the end waited for.
    return output.write(out, nowNanos)
        || (shutdown.proceed(nowNanos) && output.write(out, nowNanos));
  }

  /** Whether what was read is to be acknowledged at once (RFC 9260 section 6.2). */
  public boolean sackDue(long nowNanos) {
    Tcb tcb = endpoint.state.tcb();
    return tcb != null && tcb.inbound.sackDue(nowNanos);
  }

  public @Nullable AssociationEvent nextEvent() {
    Integer low = endpoint.queue.pollLow();
    if (low != null) {
      endpoint.events.add(new AssociationEvent.BufferedAmountLow(low));
    }
    return endpoint.events.poll();
  }

  /**
   * Queues a message. It is referred to until it is acknowledged and must not change.
   *
   * @param protocol the payload protocol identifier
   */
  public SendResult send(
      int stream, int protocol, byte[] payload, Delivery delivery, long nowNanos) {
    return endpoint.state.takes()
        ? endpoint.queue.send(stream, protocol, payload, delivery, nowNanos)
        : SendResult.ASSOCIATION_CLOSED;
  }

  /**
   * Makes room in a stream by dropping messages that may be lost and of which nothing was sent, the
   * oldest first.
   *
   * @return how many were dropped
   */
  public int dropOldest(int stream, int bytes) {
    return endpoint.queue.dropOldest(stream, bytes);
  }

  /**
   * Drops all messages of a stream of which nothing was sent.
   *
   * @return how many were dropped
   */
  public int discard(int stream) {
    return endpoint.queue.discard(stream);
  }

  /** Bytes of the stream that were not sent yet. */
  public int buffered(int stream) {
    return endpoint.queue.buffered(stream);
  }

  /** Gives the stream a share of the association in proportion to others'; 256 by default. */
  public void weight(int stream, int weight) {
    endpoint.queue.weight(stream, weight);
  }

  /** {@link AssociationEvent.BufferedAmountLow} tells when the buffered amount falls to that. */
  public void lowThreshold(int stream, int threshold) {
    endpoint.queue.lowThreshold(stream, threshold);
  }

  /** Our side of the streams is to begin anew, after what is queued was sent. */
  public void resetStreams(List<Integer> streams) {
    streams.forEach(endpoint.queue::drain);
  }

  /**
   * The consumer has done with a message, once: the peer may send as much again. That holds when it
   * began anew in the meantime, too.
   */
  public void release(AssociationEvent.MessageReceived message) {
    endpoint.unreleased.release(message.charge());
    Tcb tcb = endpoint.state.tcb();
    if (tcb != null) {
      tcb.inbound.onReleased();
    }
  }

  /** Ends the association when all is acknowledged. */
  public void shutdown(long nowNanos) {
    shutdown.begin(nowNanos);
  }

  /** Ends the association at once. */
  public void abort(String reason) {
    if (!(endpoint.state instanceof AssociationState.Ended)) {
      endpoint.abort(
          AssociationEvent.Cause.ABORTED, new ErrorCause.UserInitiatedAbort(reason), reason);
    }
  }

  public AssociationCounters counters() {
    return endpoint.counters;
  }

  /** Streams about which something is known, of both sides; 0 after all were reset. */
  public int streamsInUse() {
    Tcb tcb = endpoint.state.tcb();
    return endpoint.queue.streamsInUse() + (tcb == null ? 0 : tcb.inbound.streamsInUse());
  }

  /** What is queued or in flight, as it counts against the limits of sending. */
  public long queued() {
    return endpoint.queue.charge();
  }

  /** Bytes that the peer has acknowledged since the beginning. */
  public long acknowledgedBytes() {
    Tcb tcb = endpoint.state.tcb();
    return tcb == null ? 0 : tcb.outbound.acknowledgedBytes();
  }

  /** 0 before the first measurement. */
  public long smoothedRoundTripNanos() {
    Tcb tcb = endpoint.state.tcb();
    return tcb == null ? 0 : tcb.timeout.smoothedNanos();
  }

  /** Whether messages of several streams may be interleaved (RFC 8260), as both sides can. */
  public boolean interleaves() {
    Tcb tcb = endpoint.state.tcb();
    return tcb != null && tcb.agreement.interleaving();
  }
}
