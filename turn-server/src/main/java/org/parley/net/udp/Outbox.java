package org.parley.net.udp;

/** Datagrams that wait for the end of a wake-up: a chain for each socket, in common memory. */
final class Outbox {
  static final int CAPACITY = 1024;
  static final int NONE = -1;

  private final long[] bytes = new long[CAPACITY];
  private final int[] lengths = new int[CAPACITY];
  private final long[] highs = new long[CAPACITY];
  private final long[] lows = new long[CAPACITY];
  private final int[] ports = new int[CAPACITY];
  private final int[] scopes = new int[CAPACITY];
  private final boolean[] dontFragment = new boolean[CAPACITY];
  private final int[] next = new int[CAPACITY];
  private int size;

  boolean full() {
    return size == CAPACITY;
  }

  /** The place of the datagram, which ends its chain. */
  int add(long address, int length, long high, long low, int port, int scope, boolean dont) {
    int at = size++;
    bytes[at] = address;
    lengths[at] = length;
    highs[at] = high;
    lows[at] = low;
    ports[at] = port;
    scopes[at] = scope;
    dontFragment[at] = dont;
    next[at] = NONE;
    return at;
  }

  void link(int last, int added) {
    next[last] = added;
  }

  int next(int at) {
    return next[at];
  }

  long bytes(int at) {
    return bytes[at];
  }

  int length(int at) {
    return lengths[at];
  }

  boolean dontFragment(int at) {
    return dontFragment[at];
  }

  void readAddress(int at, RemoteAddress into) {
    into.set(highs[at], lows[at], ports[at], scopes[at]);
  }

  void clear() {
    size = 0;
  }
}
