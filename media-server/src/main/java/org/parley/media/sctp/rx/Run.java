package org.parley.media.sctp.rx;

import java.util.ArrayDeque;
import org.parley.media.sctp.packet.DataChunk;

/** Fragments of one message that follow one another. */
final class Run {
  /** What the objects around a run and around each fragment take, about. */
  private static final int OVERHEAD = 256;

  private static final int FRAGMENT_OVERHEAD = 32;
  private static final byte[] NOTHING = new byte[0];

  /** The beginning, as far as the room goes that was made for all of the message. */
  private final byte[] head;

  private int filled;

  /** The fragments after what is in there. */
  private ArrayDeque<byte[]> rest;

  private final int stream;
  private final boolean unordered;
  private final int sequence;
  private boolean beginning;
  private boolean ending;
  private int protocol;
  private int bytes;
  long first;
  long last;

  /**
   * @param room bytes to be allocated at once for the message that the chunk begins; 0 for none
   */
  Run(long index, DataChunk chunk, int room) {
    first = index;
    last = index;
    stream = chunk.stream();
    unordered = chunk.unordered();
    sequence = chunk.sequence();
    beginning = chunk.beginning();
    ending = chunk.ending();
    protocol = chunk.protocol();
    head = room == 0 ? NOTHING : new byte[room];
    rest = new ArrayDeque<>(room == 0 ? 4 : 1);
    add(chunk);
  }

  private void add(DataChunk chunk) {
    int length = chunk.payloadLength();
    if (fitsHead(length)) {
      chunk.copyPayload(head, filled);
      filled += length;
    } else {
      rest.add(chunk.payload());
    }
    bytes += length;
  }

  private boolean fitsHead(int length) {
    return rest.isEmpty() && length <= head.length - filled;
  }

  int stream() {
    return stream;
  }

  int bytes() {
    return bytes;
  }

  int charge() {
    return OVERHEAD + head.length + bytes - filled + FRAGMENT_OVERHEAD * rest.size();
  }

  /** Of {@link #charge}, what fragments may still fill. */
  int spare() {
    return rest.isEmpty() ? head.length - filled : 0;
  }

  /** What a fragment adds at most. */
  static int chargeOf(int payload) {
    return OVERHEAD + FRAGMENT_OVERHEAD + payload;
  }

  boolean whole() {
    return beginning && ending;
  }

  /** Whether the chunk after it continues the same message. */
  boolean isContinuedBy(DataChunk chunk) {
    return !ending
        && !chunk.beginning()
        && chunk.stream() == stream
        && chunk.unordered() == unordered
        && chunk.sequence() == sequence;
  }

  void append(DataChunk chunk) {
    last++;
    ending = chunk.ending();
    add(chunk);
  }

  boolean isContinuedBy(Run next) {
    return !ending
        && !next.beginning
        && next.stream == stream
        && next.unordered == unordered
        && next.sequence == sequence;
  }

  /**
   * Takes over the run behind it, which does not begin a message and hence has no head. Of what
   * fits into no head, the shorter one is moved, or many runs would cost much.
   */
  void absorb(Run next) {
    last = next.last;
    ending = next.ending;
    bytes += next.bytes;
    for (byte[] fragment = next.rest.peek();
        fragment != null && fitsHead(fragment.length);
        fragment = next.rest.peek()) {
      System.arraycopy(fragment, 0, head, filled, fragment.length);
      filled += fragment.length;
      next.rest.remove();
    }
    if (rest.size() >= next.rest.size()) {
      rest.addAll(next.rest);
    } else {
      rest.descendingIterator().forEachRemaining(next.rest::addFirst);
      rest = next.rest;
    }
  }

  IncomingMessage message() {
    return new IncomingMessage(stream, unordered, sequence, protocol, payload());
  }

  private byte[] payload() {
    if (bytes == head.length) {
      return head;
    }
    byte[] payload = new byte[bytes];
    System.arraycopy(head, 0, payload, 0, filled);
    int at = filled;
    for (byte[] fragment : rest) {
      System.arraycopy(fragment, 0, payload, at, fragment.length);
      at += fragment.length;
    }
    return payload;
  }
}
