package org.parley.media.sctp.tx;

import io.netty.buffer.ByteBuf;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.PacketView;
import org.parley.media.sctp.packet.SackChunk;

/** Messages of a queue in, chunks in packets out; SACKs in. */
public final class Outbound {
  /** What is left of a packet is filled with part of a message only if it is worth a header. */
  private static final int LEAST_FRAGMENT = 256;

  private final OutboundConfig config;
  private final SendQueue queue;
  private final RetransmissionTimeout timeout;
  private final Flight flight;
  private final FlightWindow window;
  private final CongestionControl congestion;
  private final Acknowledgement acknowledgement;
  private final ForwardPoint forward;
  private final Deadline retransmission = new Deadline();
  private final TailProbe probe;
  private long peerWindow;

  /** The number of the last packet with data. */
  private long packet;

  private long sentNanos;

  /** Bytes that the peer has acknowledged since the beginning. */
  private long acknowledgedBytes;

  /** RFC 9260 section 7.2.4: what is lost first may leave in spite of the window. */
  private boolean fastRetransmit;

  /** Whether congestion control was what kept us from sending more. */
  private boolean limited;

  public Outbound(OutboundConfig config, SendQueue queue, RetransmissionTimeout timeout) {
    this.config = config;
    this.queue = queue;
    this.timeout = timeout;
    this.peerWindow = config.peerWindow();
    this.flight = new Flight(queue, config);
    this.window = flight.window();
    this.congestion = new CongestionControl(config.mtu(), config.maxFlight());
    this.acknowledgement = new Acknowledgement(flight, timeout);
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
    boolean all = retransmit(out, start + room, nowNanos);
    if (all) {
      sendNew(out, start + room, nowNanos);
    }
    if (out.writerIndex() == start && probe.due() && peerWindow > 0) {
      sendTail(out, start + room, nowNanos);
    }
    if (out.writerIndex() == start) {
      return false;
    }
    probe.onSent(nowNanos);
    packet++;
    fastRetransmit = false;
    sentNanos = nowNanos;
    if (!retransmission.armed()) {
      retransmission.arm(nowNanos + timeout.nanos());
    }
    return true;
  }

  private void decayWhenIdle(long nowNanos) {
    if (window.size() == 0 && packet > 0 && nowNanos - sentNanos >= timeout.nanos()) {
      congestion.onIdle();
      sentNanos = nowNanos;
    }
  }

  /** Returns whether nothing lost is left. */
  private boolean retransmit(ByteBuf out, int end, long nowNanos) {
    while (flight.hasLost()) {
      int index = flight.firstLost();
      SentChunk chunk = window.get(index);
      QueuedMessage message = chunk.message();
      if (flight.givenUp(message, 0, nowNanos)) {
        abandon(message, nowNanos);
        continue;
      }
      if (chunk.wireLength > end - out.writerIndex()
          || (flight.wireBytes() >= congestion.window() && !fastRetransmit)) {
        return false;
      }
      acknowledgement.onRetransmitted();
      flight.departAgain(chunk, packet + 1, nowNanos);
      write(out, message, chunk, window.firstTsn() + index);
      if (index == 0) {
        // RFC 9260 section 7.2.4
        retransmission.arm(nowNanos + timeout.nanos());
      }
    }
    return true;
  }

  /** As much of the end as a packet holds is sent again. */
  private void sendTail(ByteBuf out, int end, long nowNanos) {
    int from = window.size();
    int left = end - out.writerIndex();
    while (from > 0 && window.get(from - 1).wireLength <= left) {
      from--;
      left -= flight.mayRepeat(window.get(from), nowNanos) ? window.get(from).wireLength : 0;
    }
    for (int index = from; index < window.size(); index++) {
      SentChunk chunk = window.get(index);
      if (flight.mayRepeat(chunk, nowNanos)) {
        acknowledgement.onRetransmitted();
        flight.repeat(chunk, packet + 1, nowNanos);
        write(out, chunk.message(), chunk, window.firstTsn() + index);
      }
    }
    probe.cancel();
  }

  private void abandon(QueuedMessage message, long nowNanos) {
    flight.abandon(message);
    forward.update(flight, timeout.smoothedNanos(), nowNanos);
  }

  /**
   * RFC 9260 section 6.1 A, for what is new: with nothing in flight, one chunk may probe a closed
   * window.
   */
  private boolean fitsPeer(int length) {
    return flight.payloadBytes() == 0 || length <= peerWindow - flight.payloadBytes();
  }

  private void sendNew(ByteBuf out, int end, long nowNanos) {
    limited = false;
    while (true) {
      QueuedMessage message = queue.next(nowNanos);
      if (message == null) {
        return;
      }
      if (message.begun() && flight.givenUp(message, 0, nowNanos)) {
        abandon(message, nowNanos);
        continue;
      }
      if (flight.wireBytes() >= congestion.window()) {
        limited = true;
        return;
      }
      int length = fragmentLength(message, end - out.writerIndex());
      if (length == 0 || !fitsPeer(length)) {
        return;
      }
      send(out, message, length, nowNanos);
    }
  }

  private int fragmentLength(QueuedMessage message, int room) {
    int header = DataChunk.paddedLength(config.interleaved(), 0);
    int whole = config.mtu() - PacketView.HEADER_LENGTH - header & ~3;
    int most = room - header & ~3;
    int left = message.left();
    if (left <= most) {
      return left;
    }
    // What fits into a packet of its own is not torn apart.
    return most == whole || (left > whole && most >= LEAST_FRAGMENT) ? most : 0;
  }

  private void send(ByteBuf out, QueuedMessage message, int length, long nowNanos) {
    int tsn = window.nextTsn();
    SentChunk chunk = window.append();
    int wireLength = DataChunk.paddedLength(config.interleaved(), length);
    chunk.use(message, message.sent, length, wireLength);
    chunk.fragment = message.fragments;
    chunk.flags = message.delivery.ordered() ? 0 : DataChunk.UNORDERED;
    if (!message.begun()) {
      chunk.flags |= DataChunk.BEGINNING;
      message.firstTsn = tsn;
    }
    message.lastTsn = tsn;
    queue.onSent(message, length);
    flight.depart(chunk, packet + 1, nowNanos);
    if (message.left() == 0) {
      chunk.flags |= DataChunk.ENDING;
    }
    // RFC 7053 section 4: where we wait for the answer, or nothing follows that would hasten it.
    boolean last = queue.isEmpty() && message.delivery.reliable();
    if (last || flight.wireBytes() >= congestion.window()) {
      chunk.flags |= DataChunk.IMMEDIATE;
    }
    write(out, message, chunk, tsn);
  }

  private void write(ByteBuf out, QueuedMessage message, SentChunk chunk, int tsn) {
    if (config.interleaved()) {
      DataChunk.writeInterleaved(
          out,
          chunk.flags,
          tsn,
          message.stream.id,
          message.sequence,
          chunk.fragment == 0 ? message.protocol : chunk.fragment,
          message.payload,
          chunk.offset,
          chunk.length);
    } else {
      DataChunk.write(
          out,
          chunk.flags,
          tsn,
          message.stream.id,
          message.sequence,
          message.protocol,
          message.payload,
          chunk.offset,
          chunk.length);
    }
  }

  /**
   * The peer tells what it has.
   *
   * @return false if that is old, or of what was never sent
   */
  public boolean onSack(SackChunk sack, long nowNanos) {
    int first = window.firstTsn();
    if (!acknowledgement.onSack(sack, packet, nowNanos)) {
      return false;
    }
    peerWindow = sack.window();
    settle(first, nowNanos);
    return true;
  }

  /** RFC 9260 section 9.2: a SHUTDOWN acknowledges as well, without gaps. */
  public boolean onCumulativeTsn(int tsn, long nowNanos) {
    int first = window.firstTsn();
    if (!acknowledgement.onCumulativeTsn(tsn, packet, nowNanos)) {
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
      congestion.onAcknowledged(acknowledgement.bytes(), limited, acknowledgement.largestPacket());
    }
    if (acknowledgement.findLost(nowNanos)
        && congestion.onLost(acknowledgement.latestLostPacket(), packet)) {
      fastRetransmit = true;
    }
    if (acknowledgement.repaired()) {
      // RFC 8985 section 7.4: what the probe has made good was lost all the same.
      congestion.onLost(acknowledgement.largestPacket(), packet);
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
      congestion.onTimeout(packet);
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

  /** Of the probe that shall spare us T3-rtx. */
  public Deadline probeDeadline() {
    return probe.deadline();
  }
}
