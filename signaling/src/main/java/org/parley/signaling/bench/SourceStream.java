package org.parley.signaling.bench;

/**
 * One stream of a publisher: numbers its packets and says which of them are measured. The
 * publisher's loop numbers; subscribers read from their loops.
 */
final class SourceStream {
  private long next;
  private volatile long measuredFrom = Long.MAX_VALUE;
  private volatile long measuredTo = Long.MAX_VALUE;

  /** On the publisher's loop. */
  int nextCounter() {
    return (int) next++;
  }

  /** On the publisher's loop: packets so far. */
  int sent() {
    return (int) next;
  }

  /** On the publisher's loop: the packets from now on are measured. */
  void open() {
    measuredTo = Long.MAX_VALUE;
    measuredFrom = next;
  }

  /** On the publisher's loop: the packets from now on are not measured. */
  void close() {
    measuredTo = next;
  }

  boolean measures(int counter) {
    return counter >= measuredFrom && counter < measuredTo;
  }

  /** First measured counter; meaningful after {@link #close}. */
  int measuredFrom() {
    return (int) measuredFrom;
  }

  /** Behind the last measured counter; meaningful after {@link #close}. */
  int measuredTo() {
    return (int) measuredTo;
  }
}
