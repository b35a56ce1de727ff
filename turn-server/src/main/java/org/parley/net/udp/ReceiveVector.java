package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Room for the datagrams of one recvmmsg, each in a buffer of its own that is made once. */
final class ReceiveVector {
  static final int DATAGRAMS = 64;

  /** Buffers that live as long as the port are not to be searched for leaks at each access. */
  private static final UnpooledByteBufAllocator UNWATCHED =
      new UnpooledByteBufAllocator(true, true);

  private final SocketAddresses addresses;
  private final MemorySegment messages;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final long messagesAddress;
  private final ByteBuf[] buffers;
  private final int headroom;
  private final int room;

  ReceiveVector(Arena arena, SocketAddresses addresses) {
    this(arena, addresses, buffers(DATAGRAMS, UdpPort.MAX_DATAGRAM), 0, UdpPort.MAX_DATAGRAM);
  }

  /**
   * @param buffers which vectors of both families may share
   * @param headroom free bytes before each datagram
   * @param room for a datagram
   */
  ReceiveVector(Arena arena, SocketAddresses addresses, ByteBuf[] buffers, int headroom, int room) {
    this.addresses = addresses;
    this.buffers = buffers;
    this.headroom = headroom;
    this.room = room;
    messages = arena.allocate((long) buffers.length * MessageLayout.MESSAGE, 64);
    vectors = arena.allocate((long) buffers.length * MessageLayout.VECTOR_ROOM, 64);
    names = arena.allocate((long) buffers.length * SocketAddresses.ROOM, 64);
    messagesAddress = messages.address();
    for (int i = 0; i < buffers.length; i++) {
      prepare(i);
    }
  }

  /** Buffers of {@code bytes} each, of which the system finds memory when it is first written. */
  static ByteBuf[] buffers(int count, int bytes) {
    ByteBuf[] buffers = new ByteBuf[count];
    for (int i = 0; i < count; i++) {
      buffers[i] = UNWATCHED.directBuffer(bytes, bytes);
    }
    return buffers;
  }

  private void prepare(int index) {
    long message = (long) index * MessageLayout.MESSAGE;
    long vector = (long) index * MessageLayout.VECTOR_ROOM;
    messages.set(
        JAVA_LONG,
        message + MessageLayout.NAME,
        names.address() + (long) index * SocketAddresses.ROOM);
    // The kernel writes back the family's length, which is always the same.
    messages.set(JAVA_INT, message + MessageLayout.NAME_LENGTH, addresses.length());
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR, vectors.address() + vector);
    messages.set(JAVA_LONG, message + MessageLayout.VECTOR_LENGTH, 1);
    vectors.set(
        JAVA_LONG, vector + MessageLayout.VECTOR_BASE, buffers[index].memoryAddress() + headroom);
    vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_BYTES, room);
  }

  long address() {
    return messagesAddress;
  }

  long address(int index) {
    return messagesAddress + (long) index * MessageLayout.MESSAGE;
  }

  boolean truncated(int index) {
    int flags = messages.get(JAVA_INT, (long) index * MessageLayout.MESSAGE + MessageLayout.FLAGS);
    return (flags & MessageLayout.MSG_TRUNC) != 0;
  }

  void readAddress(int index, RemoteAddress into) {
    addresses.read(names, (long) index * SocketAddresses.ROOM, into);
  }

  /** The buffer of a datagram, with its indices around what was received. */
  ByteBuf content(int index) {
    int length =
        messages.get(JAVA_INT, (long) index * MessageLayout.MESSAGE + MessageLayout.LENGTH);
    return buffers[index].setIndex(headroom, headroom + length);
  }

  void release() {
    for (ByteBuf buffer : buffers) {
      buffer.release();
    }
  }
}
