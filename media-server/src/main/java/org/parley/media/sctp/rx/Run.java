package org.parley.media.sctp.rx;

import java.util.ArrayDeque;
import org.parley.media.sctp.packet.DataChunk;

/** Fragments of one message that follow one another. */
final class Run {
  /** What the objects around a run and around each fragment take, about. */
  private static final int OVERHEAD = 256;

  private static final int FRAGMENT_OVERHEAD = 32;

  private ArrayDeque<byte[]> fragments = new ArrayDeque<>(4);
  private final int stream;
  private final boolean unordered;
  private final int sequence;
  private boolean beginning;
  private boolean ending;
  private int protocol;
  private int bytes;
  long first;
  long last;

  Run(long index, DataChunk chunk) {
    first = index;
    last = index;
    stream = chunk.stream();
    unordered = chunk.unordered();
    sequence = chunk.sequence();
    beginning = chunk.beginning();
    ending = chunk.ending();
    protocol = chunk.protocol();
    fragments.add(chunk.payload());
    bytes = chunk.payloadLength();
  }

  int bytes() {
    return bytes;
  }

  int charge() {
    return OVERHEAD + bytes + FRAGMENT_OVERHEAD * fragments.size();
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
    fragments.add(chunk.payload());
    bytes += chunk.payloadLength();
  }

  boolean isContinuedBy(Run next) {
    return !ending
        && !next.beginning
        && next.stream == stream
        && next.unordered == unordered
        && next.sequence == sequence;
  }

  /** Takes over the run behind it; the shorter one is moved, or many runs would cost much. */
  void absorb(Run next) {
    last = next.last;
    ending = next.ending;
    bytes += next.bytes;
    if (fragments.size() >= next.fragments.size()) {
      fragments.addAll(next.fragments);
    } else {
      fragments.descendingIterator().forEachRemaining(next.fragments::addFirst);
      fragments = next.fragments;
    }
  }

  IncomingMessage message() {
    byte[] payload = new byte[bytes];
    int at = 0;
    for (byte[] fragment : fragments) {
      System.arraycopy(fragment, 0, payload, at, fragment.length);
      at += fragment.length;
    }
    return new IncomingMessage(stream, unordered, sequence, protocol, payload);
  }
}
