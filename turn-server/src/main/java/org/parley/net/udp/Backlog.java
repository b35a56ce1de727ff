package org.parley.net.udp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Datagrams that wait until a full socket takes them, oldest first; a few, copied. */
final class Backlog {
  static final int CAPACITY = 256;
  private static final int ROOM = 2048;

  private final Arena arena;
  private final int[] lengths = new int[CAPACITY];
  private final RemoteAddress[] addresses = new RemoteAddress[CAPACITY];
  private @Nullable MemorySegment memory;
  private int first;
  private int size;

  /**
   * @param arena where memory comes from the first time that something has to wait
   */
  Backlog(Arena arena) {
    this.arena = arena;
    for (int i = 0; i < CAPACITY; i++) {
      addresses[i] = new RemoteAddress();
    }
  }

  int size() {
    return size;
  }

  /**
   * Copies a datagram.
   *
   * @return whether there was room
   */
  boolean add(long bytes, int length, RemoteAddress to) {
    if (size == CAPACITY || length > ROOM) {
      return false;
    }
    MemorySegment room = memory;
    if (room == null) {
      room = arena.allocate((long) CAPACITY * ROOM);
      memory = room;
    }
    int index = (first + size) % CAPACITY;
    MemorySegment.copy(
        MemorySegment.ofAddress(bytes).reinterpret(length), 0, room, (long) index * ROOM, length);
    lengths[index] = length;
    addresses[index].set(to.high(), to.low(), to.port(), to.scope());
    size++;
    return true;
  }

  /** Writes the one that is {@code position} behind the oldest to {@code vector}. */
  void write(int position, SendVector vector, int index) {
    MemorySegment room = memory;
    if (room == null || position >= size) {
      throw new IndexOutOfBoundsException(position);
    }
    int at = (first + position) % CAPACITY;
    int length = lengths[at];
    vector.set(index, room.address() + (long) at * ROOM, length, length, addresses[at], false);
  }

  void removeFirst(int count) {
    first = (first + count) % CAPACITY;
    size -= count;
  }
}
