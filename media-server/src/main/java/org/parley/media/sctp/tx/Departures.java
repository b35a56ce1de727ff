package org.parley.media.sctp.tx;

import io.netty.buffer.ByteBuf;
import org.parley.media.sctp.packet.DataChunk;
import org.parley.media.sctp.packet.PacketView;

/** Puts chunks into packets: what was lost, what is new, and the end of a burst once more. */
final class Departures {
  /** What is left of a packet is filled with part of a message only if it is worth a header. */
  private static final int LEAST_FRAGMENT = 256;

  private final OutboundConfig config;
  private final SendQueue queue;
  private final Flight flight;
  private final FlightWindow window;
  private final CongestionControl congestion;
  private final Acknowledgement acknowledgement;
  private long peerWindow;

  /** The number of the packet that is being filled, or will be next. */
  private long packet = 1;

  /** RFC 9260 section 7.2.4: what is lost first may leave in spite of the window. */
  private boolean fastRetransmit;

  private boolean limited;
  private boolean firstLeftAgain;
  private boolean gaveUp;
  private boolean asksForAnswer;

  Departures(
      OutboundConfig config,
      SendQueue queue,
      Flight flight,
      CongestionControl congestion,
      Acknowledgement acknowledgement) {
    this.config = config;
    this.queue = queue;
    this.flight = flight;
    this.window = flight.window();
    this.congestion = congestion;
    this.acknowledgement = acknowledgement;
    this.peerWindow = config.peerWindow();
  }

  /** The number of the last packet with data. */
  long lastPacket() {
    return packet - 1;
  }

  /** Whether congestion control was what kept us from sending more. */
  boolean limited() {
    return limited;
  }

  /** Whether, since the packet began, the first chunk in flight has left again. */
  boolean firstLeftAgain() {
    return firstLeftAgain;
  }

  /** Whether, since the packet began, something was given up. */
  boolean gaveUp() {
    return gaveUp;
  }

  /** Whether the last chunk of the packet wants to be acknowledged at once. */
  boolean asksForAnswer() {
    return asksForAnswer;
  }

  void peerWindow(long bytes) {
    peerWindow = bytes;
  }

  boolean peerIsFull() {
    return peerWindow == 0;
  }

  void fastRetransmit() {
    fastRetransmit = true;
  }

  /** Whether what is lost first may leave in spite of everything. */
  boolean fastRetransmitting() {
    return fastRetransmit && flight.hasLost();
  }

  /** Whether something waits that the window has room for. */
  boolean waiting() {
    return (flight.hasLost() || !queue.isEmpty()) && flight.wireBytes() < congestion.window();
  }

  /**
   * What waits is held back for a while. RFC 9002 section 7.8: that is not for want of data, if
   * there is enough of it.
   */
  void hold() {
    limited = queue.charge() >= congestion.window();
  }

  void beginPacket() {
    firstLeftAgain = false;
    gaveUp = false;
  }

  /** The packet leaves. */
  void endPacket() {
    packet++;
    fastRetransmit = false;
  }

  /** Returns whether nothing lost is left. */
  boolean retransmit(ByteBuf out, int end, long nowNanos) {
    while (flight.hasLost()) {
      int index = flight.firstLost();
      SentChunk chunk = window.get(index);
      QueuedMessage message = chunk.message();
      if (flight.givenUp(message, 0, nowNanos)) {
        abandon(message);
        continue;
      }
      if (chunk.wireLength > end - out.writerIndex()
          || (flight.wireBytes() >= congestion.window() && !fastRetransmit)) {
        return false;
      }
      acknowledgement.onRetransmitted();
      flight.departAgain(chunk, packet, nowNanos);
      chunk.flags |= DataChunk.IMMEDIATE;
      write(out, message, chunk, window.firstTsn() + index);
      firstLeftAgain |= index == 0;
    }
    return true;
  }

  /** As much of the end as a packet holds is sent again. */
  void sendTail(ByteBuf out, int end, long nowNanos) {
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
        flight.repeat(chunk, packet, nowNanos);
        chunk.flags |= DataChunk.IMMEDIATE;
        write(out, chunk.message(), chunk, window.firstTsn() + index);
      }
    }
  }

  private void abandon(QueuedMessage message) {
    flight.abandon(message);
    gaveUp = true;
  }

  /**
   * RFC 9260 section 6.1 A, for what is new: with nothing in flight, one chunk may probe a closed
   * window.
   */
  private boolean fitsPeer(int length) {
    return flight.payloadBytes() == 0 || length <= peerWindow - flight.payloadBytes();
  }

  void sendNew(ByteBuf out, int end, long nowNanos) {
    limited = false;
    while (true) {
      QueuedMessage message = queue.next(nowNanos);
      if (message == null) {
        return;
      }
      if (message.begun() && flight.givenUp(message, 0, nowNanos)) {
        abandon(message);
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
    flight.depart(chunk, packet, nowNanos);
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
    asksForAnswer = (chunk.flags & DataChunk.IMMEDIATE) != 0;
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
}
