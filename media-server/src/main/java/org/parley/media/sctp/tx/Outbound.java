package org.parley.media.sctp.tx;

import io.netty.buffer.ByteBuf;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.SackChunk;

/** Messages of a queue in, chunks in packets out; SACKs in. */
public final class Outbound {
  private final SendQueue queue;
  private final RetransmissionTimeout timeout;
  private final Flight flight;
  private final FlightWindow window;
  private final CongestionControl congestion;
  private final Acknowledgement acknowledgement;
  private final ForwardPoint forward;
  private final Deadline retransmission = new Deadline();
  private final TailProbe probe;
  private final Departures departures;
  private final Pace pace;

  private long sentNanos;

  /** Bytes that the peer has acknowledged since the beginning. */
  private long acknowledgedBytes;

  public Outbound(OutboundConfig config, SendQueue queue, RetransmissionTimeout timeout) {
    this.queue = queue;
    this.timeout = timeout;
    this.flight = new Flight(queue, config);
    this.window = flight.window();
    this.congestion = new CongestionControl(config.mtu(), config.maxFlight());
    this.acknowledgement = new Acknowledgement(flight, timeout);
    this.departures = new Departures(config, queue, flight, congestion, acknowledgement);
    this.pace = new Pace(config.mtu(), congestion, timeout);
    this.forward = new ForwardPoint(config.interleaved());
    this.probe = new TailProbe(timeout);
    queue.open(config.streams(), config.interleaved(), config.peerWindow() / 2);
  }

  /** The last TSN that was used. */
  public int lastTsn() {
    return window.nextTsn() - 1;
  }

  /** Whether all that was sent is acknowledged and nothing waits. */
  public boolean idle() {
    return window.size() == 0 && queue.isEmpty();
  }

  public boolean hasOutstanding() {
    return window.size() > 0;
  }

  /** Bytes that the peer has acknowledged since the beginning. */
  public long acknowledgedBytes() {
    return acknowledgedBytes;
  }

  /** Bytes that congestion control allows in flight. */
  public int congestionWindow() {
    return congestion.window();
  }

  public int bytesInFlight() {
    return flight.wireBytes();
  }

  /**
   * Writes chunks to the end of a packet, first what was lost.
   *
   * @param room bytes that the packet has left
   * @return whether there were any
   */
  public boolean write(ByteBuf out, int room, long nowNanos) {
    int start = out.writerIndex();
    decayWhenIdle(nowNanos);
    departures.beginPacket();
    fill(out, start + room, nowNanos);
    if (out.writerIndex() == start && probe.due()) {
      probe.cancel();
      if (!departures.peerIsFull()) {
        departures.sendTail(out, start + room, nowNanos);
      }
    }
    if (departures.gaveUp()) {
      forward.update(flight, timeout.smoothedNanos(), nowNanos);
    }
    if (out.writerIndex() == start) {
      return false;
    }
    departures.endPacket();
    pace.onSent(out.writerIndex() - start, nowNanos);
    probe.onSent(departures.asksForAnswer(), nowNanos);
    sentNanos = nowNanos;
    // RFC 9260 section 7.2.4 for what has left again.
    if (!retransmission.armed() || departures.firstLeftAgain()) {
      retransmission.arm(nowNanos + timeout.nanos());
    }
    return true;
  }

  /** What was lost, then what is new, as far as the pace allows. */
  private void fill(ByteBuf out, int end, long nowNanos) {
    pace.cancel();
    if (pace.holds(nowNanos) && !departures.fastRetransmitting()) {
      departures.hold();
      if (departures.waiting()) {
        pace.await(nowNanos);
      }
    } else if (departures.retransmit(out, end, nowNanos)) {
      departures.sendNew(out, end, nowNanos);
    }
  }

  private void decayWhenIdle(long nowNanos) {
    long idle = nowNanos - sentNanos;
    if (window.size() == 0 && departures.lastPacket() > 0 && idle >= timeout.nanos()) {
      congestion.onIdle(idle / timeout.nanos());
      sentNanos = nowNanos - idle % timeout.nanos();
    }
  }

  /**
   * The peer tells what it has.
   *
   * @return false if that is old, or of what was never sent
   */
  public boolean onSack(SackChunk sack, long nowNanos) {
    int first = window.firstTsn();
    if (!acknowledgement.onSack(sack, departures.lastPacket(), nowNanos)) {
      return false;
    }
    departures.peerWindow(sack.window());
    settle(first, nowNanos);
    return true;
  }

  /** RFC 9260 section 9.2: a SHUTDOWN acknowledges as well, without gaps. */
  public boolean onCumulativeTsn(int tsn, long nowNanos) {
    int first = window.firstTsn();
    if (!acknowledgement.onCumulativeTsn(tsn, departures.lastPacket(), nowNanos)) {
      return false;
    }
    settle(first, nowNanos);
    return true;
  }

  private void settle(int firstBefore, long nowNanos) {
    if (acknowledgement.premature()) {
      flight.reviveOverdue();
      congestion.undoTimeout();
    }
    if (acknowledgement.reordered()) {
      congestion.undoLoss();
    }
    if (acknowledgement.bytes() > 0) {
      acknowledgedBytes += acknowledgement.bytes();
      congestion.onAcknowledged(
          acknowledgement.bytes(), departures.limited(), acknowledgement.largestPacket());
    }
    if (acknowledgement.findLost(nowNanos)
        && congestion.onLost(acknowledgement.latestLostPacket(), departures.lastPacket())) {
      departures.fastRetransmit();
    }
    if (acknowledgement.repaired()) {
      // RFC 8985 section 7.4: what the probe has made good was lost all the same.
      congestion.onLost(acknowledgement.largestPacket(), departures.lastPacket());
    }
    if (window.size() == 0) {
      congestion.onAllAcknowledged();
      retransmission.disarm();
    } else if (window.firstTsn() != firstBefore) {
      // RFC 9260 section 6.3.2 R3
      retransmission.arm(nowNanos + timeout.nanos());
    }
    if (acknowledgement.bytes() > 0) {
      probe.onProgress(window.size() > 0, nowNanos);
    }
    forward.update(flight, timeout.smoothedNanos(), nowNanos);
  }

  /**
   * T3-rtx, if it has expired: all in flight is lost (RFC 9260 section 6.3.3).
   *
   * @return whether it has
   */
  public boolean onTimeout(long nowNanos) {
    if (pace.deadline().passed(nowNanos)) {
      pace.cancel();
    }
    if (!retransmission.passed(nowNanos)) {
      if (probe.onTime(nowNanos)) {
        // RFC 8985 section 7.3
        retransmission.arm(nowNanos + timeout.nanos());
      }
      return false;
    }
    probe.onTimeout();
    timeout.backOff();
    if (flight.wireBytes() > 0) {
      congestion.onTimeout(departures.lastPacket());
    }
    acknowledgement.onTimeout(nowNanos);
    forward.update(flight, timeout.smoothedNanos(), nowNanos);
    if (flight.leadingAbandoned() > 0) {
      forward.repeat();
    }
    retransmission.arm(nowNanos + timeout.nanos());
    return true;
  }

  /** Whether the peer is to be told what was given up. */
  public boolean forwardDue() {
    return forward.due();
  }

  /** FORWARD-TSN or I-FORWARD-TSN of at most so many bytes. */
  public Chunk takeForward(int room, long nowNanos) {
    return forward.take(flight, room, nowNanos);
  }

  /** Of T3-rtx. */
  public Deadline deadline() {
    return retransmission;
  }

  /** When what was held back may leave. */
  public Deadline paceDeadline() {
    return pace.deadline();
  }

  /** Of the probe that shall spare us T3-rtx. */
  public Deadline probeDeadline() {
    return probe.deadline();
  }
}
