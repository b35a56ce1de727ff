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
  private final ByteBuf[] buffers = new ByteBuf[DATAGRAMS];

  ReceiveVector(Arena arena, SocketAddresses addresses) {
    this.addresses = addresses;
    messages = arena.allocate((long) DATAGRAMS * MessageLayout.MESSAGE, 64);
    vectors = arena.allocate((long) DATAGRAMS * MessageLayout.VECTOR_ROOM, 64);
    names = arena.allocate((long) DATAGRAMS * SocketAddresses.ROOM, 64);
    messagesAddress = messages.address();
    for (int i = 0; i < DATAGRAMS; i++) {
      buffers[i] = UNWATCHED.directBuffer(UdpPort.MAX_DATAGRAM, UdpPort.MAX_DATAGRAM);
      prepare(i);
    }
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
    vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_BASE, buffers[index].memoryAddress());
    vectors.set(JAVA_LONG, vector + MessageLayout.VECTOR_BYTES, UdpPort.MAX_DATAGRAM);
  }

  long address() {
    return messagesAddress;
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
    return buffers[index].setIndex(0, length);
  }

  void release() {
    for (ByteBuf buffer : buffers) {
      buffer.release();
    }
  }
}
