package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Messages as sendmmsg takes them. Datagrams of one size to one address that follow each other are
 * one message, which the system segments: gathered from where they lie, the last may be shorter.
 */
final class SegmentedBatch {
  static final int DATAGRAMS = 256;

  /** Behind the messages: room for the datagrams of a refused one. */
  static final int SPARE = DATAGRAMS;

  private static final int TOTAL = DATAGRAMS + Segmentation.MAX_SEGMENTS;

  /** For each message: a control message, and the address. */
  private static final int NAME_AT = MessageLayout.CONTROL_ROOM;

  private static final int DETAIL = NAME_AT + SocketAddresses.ROOM;

  private final SocketAddresses addresses;
  private final MemorySegment messages;
  private final MemorySegment details;
  private final MemorySegment vectors;
  private final int[] firstVector = new int[TOTAL];
  private final int[] datagrams = new int[TOTAL];
  private final RemoteAddress to = new RemoteAddress();
  private int vectorCount;
  private int size;

  /** Of the last message: what a datagram must have to join it. */
  private int segment;

  private int bytes;
  private boolean open;

  SegmentedBatch(Arena arena, SocketAddresses addresses) {
    this.addresses = addresses;
    messages = arena.allocate((long) TOTAL * MessageLayout.MESSAGE, 64);
    details = arena.allocate((long) TOTAL * DETAIL, 64);
    vectors = arena.allocate((long) DATAGRAMS * MessageLayout.VECTOR_ROOM, 64);
    for (int i = 0; i < TOTAL; i++) {
      prepare(i);
    }
  }

  private void prepare(int index) {
    long message = (long) index * MessageLayout.MESSAGE;
    long detail = (long) index * DETAIL;
    messages.set(JAVA_LONG, message + MessageLayout.NAME, details.address() + detail + NAME_AT);
    messages.set(JAVA_INT, message + MessageLayout.NAME_LENGTH, addresses.length());
    messages.set(JAVA_LONG, message + MessageLayout.CONTROL, details.address() + detail);
    details.set(JAVA_LONG, detail, MessageLayout.CONTROL_BYTES);
    details.set(JAVA_INT, detail + MessageLayout.CONTROL_LEVEL, LinuxSocket.SOL_UDP);
    details.set(JAVA_INT, detail + MessageLayout.CONTROL_TYPE, LinuxSocket.UDP_SEGMENT);
  }

  void clear() {
    size = 0;
    vectorCount = 0;
    open = false;
  }

  boolean full() {
    return vectorCount == DATAGRAMS;
  }

  /** Messages. */
  int size() {
    return size;
  }

  /**
   * @param segments whether the datagram may join the one before
   */
  void add(long address, int length, RemoteAddress destination, boolean segments) {
    long vector = (long) vectorCount * MessageLayout.VECTOR_ROOM;
    vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_BASE, address);
    vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_BYTES, length);
    if (segments && joins(length, destination)) {
      join(length);
    } else {
      begin(length, destination);
    }
    vectorCount++;
  }

  private boolean joins(int length, RemoteAddress destination) {
    return open
        && length <= segment
        && length > 0
        && bytes + length <= Segmentation.MAX_BYTES
        && datagrams[size - 1] < Segmentation.MAX_SEGMENTS
        && to.equals(destination);
  }

  private void join(int length) {
    int index = size - 1;
    int count = ++datagrams[index];
    bytes += length;
    open = length == segment;
    long message = (long) index * MessageLayout.MESSAGE;
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR_LENGTH, count);
    messages.set(JAVA_LONG, message + MessageLayout.CONTROL_LENGTH, MessageLayout.CONTROL_ROOM);
    details.set(JAVA_SHORT, (long) index * DETAIL + MessageLayout.CONTROL_DATA, (short) segment);
  }

  private void begin(int length, RemoteAddress destination) {
    setSingle(size, vectorCount);
    addresses.write(details, (long) size * DETAIL + NAME_AT, destination);
    to.set(destination.high(), destination.low(), destination.port(), destination.scope());
    segment = length;
    bytes = length;
    open = length > 0;
    size++;
  }

  private void setSingle(int index, int vector) {
    long message = (long) index * MessageLayout.MESSAGE;
    messages.set(
        JAVA_LONG,
        message + MessageLayout.VECTOR,
        vectors.address() + (long) vector * MessageLayout.VECTOR_ROOM);
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR_LENGTH, 1);
    messages.set(JAVA_LONG, message + MessageLayout.CONTROL_LENGTH, 0);
    firstVector[index] = vector;
    datagrams[index] = 1;
  }

  /**
   * Writes the datagrams of a message one by one from {@link #SPARE} on.
   *
   * @return how many they are
   */
  int takeApart(int index) {
    int count = datagrams[index];
    for (int i = 0; i < count; i++) {
      setSingle(SPARE + i, firstVector[index] + i);
      MemorySegment.copy(
          details,
          (long) index * DETAIL + NAME_AT,
          details,
          (long) (SPARE + i) * DETAIL + NAME_AT,
          addresses.length());
    }
    return count;
  }

  long address(int index) {
    return messages.address() + (long) index * MessageLayout.MESSAGE;
  }

  int datagrams(int index) {
    return datagrams[index];
  }
}
