package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Messages as sendmmsg takes them, in native memory that is made once. */
final class SendVector {
  /** After its message: the vector of one part, the control message, the address. */
  private static final int CONTROL_AT = MessageLayout.VECTOR_ROOM;

  private static final int NAME_AT = CONTROL_AT + MessageLayout.CONTROL_ROOM;
  private static final int DETAIL = NAME_AT + SocketAddresses.ROOM;

  private final SocketAddresses addresses;
  private final MemorySegment messages;
  private final MemorySegment details;
  private final long messagesAddress;
  private final int[] segmentSizes;
  private final boolean[] droppable;

  SendVector(Arena arena, SocketAddresses addresses, int capacity) {
    this.addresses = addresses;
    messages = arena.allocate((long) capacity * MessageLayout.MESSAGE, 64);
    details = arena.allocate((long) capacity * DETAIL, 64);
    messagesAddress = messages.address();
    segmentSizes = new int[capacity];
    droppable = new boolean[capacity];
    for (int i = 0; i < capacity; i++) {
      prepare(i);
    }
  }

  private void prepare(int index) {
    long message = (long) index * MessageLayout.MESSAGE;
    long detail = (long) index * DETAIL;
    long detailAddress = details.address() + detail;
    messages.set(JAVA_LONG, message + MessageLayout.NAME, detailAddress + NAME_AT);
    messages.set(JAVA_INT, message + MessageLayout.NAME_LENGTH, addresses.length());
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR, detailAddress);
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR_LENGTH, 1);
    messages.set(JAVA_LONG, message + MessageLayout.CONTROL, detailAddress + CONTROL_AT);
    long control = detail + CONTROL_AT;
    details.set(JAVA_LONG, control, MessageLayout.CONTROL_BYTES);
    details.set(JAVA_INT, control + MessageLayout.CONTROL_LEVEL, LinuxSocket.SOL_UDP);
    details.set(JAVA_INT, control + MessageLayout.CONTROL_TYPE, LinuxSocket.UDP_SEGMENT);
  }

  /**
   * @param bytes their address in native memory
   * @param segmentSize {@code length} or more if the message is one datagram
   */
  void set(int index, long bytes, int length, int segmentSize, RemoteAddress to, boolean mayDrop) {
    addresses.write(details, (long) index * DETAIL + NAME_AT, to);
    fill(index, bytes, length, segmentSize, mayDrop);
  }

  private void fill(int index, long bytes, int length, int segmentSize, boolean mayDrop) {
    long detail = (long) index * DETAIL;
    details.set(JAVA_LONG, detail + MessageLayout.VECTOR_BASE, bytes);
    details.set(JAVA_LONG, detail + MessageLayout.VECTOR_BYTES, length);
    boolean segmented = segmentSize < length;
    if (segmented) {
      details.set(
          JAVA_SHORT, detail + CONTROL_AT + MessageLayout.CONTROL_DATA, (short) segmentSize);
    }
    messages.set(
        JAVA_LONG,
        (long) index * MessageLayout.MESSAGE + MessageLayout.CONTROL_LENGTH,
        segmented ? MessageLayout.CONTROL_ROOM : 0);
    segmentSizes[index] = segmented ? segmentSize : length;
    droppable[index] = mayDrop;
  }

  /** Makes {@code index} the datagram that is segment {@code segment} of another message. */
  void setSegment(int index, int of, int segment) {
    int size = segmentSizes[of];
    int offset = segment * size;
    MemorySegment.copy(
        details,
        (long) of * DETAIL + NAME_AT,
        details,
        (long) index * DETAIL + NAME_AT,
        addresses.length());
    int length = Math.min(size, length(of) - offset);
    fill(index, bytes(of) + offset, length, length, droppable[of]);
  }

  long address(int index) {
    return messagesAddress + (long) index * MessageLayout.MESSAGE;
  }

  long bytes(int index) {
    return details.get(JAVA_LONG, (long) index * DETAIL + MessageLayout.VECTOR_BASE);
  }

  int length(int index) {
    return (int) details.get(JAVA_LONG, (long) index * DETAIL + MessageLayout.VECTOR_BYTES);
  }

  boolean segmented(int index) {
    return segmentSizes[index] < length(index);
  }

  int segmentSize(int index) {
    return segmentSizes[index];
  }

  /** Datagrams that leave for this message; an empty one is a datagram as well. */
  int datagrams(int index) {
    int size = segmentSizes[index];
    return size == 0 ? 1 : (length(index) + size - 1) / size;
  }

  boolean droppable(int index) {
    return droppable[index];
  }

  void readAddress(int index, RemoteAddress into) {
    addresses.read(details, (long) index * DETAIL + NAME_AT, into);
  }
}
