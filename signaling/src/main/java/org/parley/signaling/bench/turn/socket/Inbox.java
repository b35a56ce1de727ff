package org.parley.signaling.bench.turn.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Room for what one call reads, and when each part of it came.
 *
 * <pre>
 * mmsghdr: name 8 | namelen 8 | iov 8 | iovlen 8 | control 8 | controllen 8 | flags 8 | len 8
 * iovec:   base 8 | len 8
 * cmsghdr: len 8 | level 4 | type 4 | seconds 8 | nanoseconds 8
 * </pre>
 */
public final class Inbox {
  private static final int COUNT = 64;
  private static final int LENGTH = 2_048;
  private static final int MESSAGE = 64;
  private static final int VECTOR = 16;
  private static final int CONTROL = 32;
  private static final int MAX_ROUNDS = 16;
  private static final UnpooledByteBufAllocator ALLOCATOR =
      new UnpooledByteBufAllocator(true, true);

  private final SystemCalls calls;
  private final MemorySegment messages;
  private final MemorySegment controls;
  private final ByteBuf[] buffers = new ByteBuf[COUNT];

  Inbox(Arena arena, SystemCalls calls) {
    this.calls = calls;
    messages = arena.allocate((long) COUNT * MESSAGE, 64);
    controls = arena.allocate((long) COUNT * CONTROL, 64);
    MemorySegment vectors = arena.allocate((long) COUNT * VECTOR, 64);
    for (int i = 0; i < COUNT; i++) {
      buffers[i] = ALLOCATOR.directBuffer(LENGTH, LENGTH);
      long message = (long) i * MESSAGE;
      vectors.set(JAVA_LONG, (long) i * VECTOR, buffers[i].memoryAddress());
      vectors.set(JAVA_LONG, (long) i * VECTOR + 8, LENGTH);
      messages.set(JAVA_LONG, message + 16, vectors.address() + (long) i * VECTOR);
      messages.set(JAVA_LONG, message + 24, 1);
      messages.set(JAVA_LONG, message + 32, controls.address() + (long) i * CONTROL);
      messages.set(JAVA_LONG, message + 40, CONTROL);
    }
  }

  void drain(Socket socket) {
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int count = calls.receive(socket.fd(), messages.address(), COUNT);
      if (count <= 0) {
        return;
      }
      if (socket.kind() == Socket.Kind.STREAM && length(0) == 0) {
        socket.reader().onReadable(this, 0);
        return;
      }
      socket.reader().onReadable(this, count);
      for (int i = 0; i < count; i++) {
        messages.set(JAVA_LONG, (long) i * MESSAGE + 40, CONTROL);
      }
      if (count < COUNT || socket.index < 0) {
        return;
      }
    }
  }

  private int length(int index) {
    return messages.get(JAVA_INT, (long) index * MESSAGE + 56);
  }

  /** Valid during the call that hands it over. */
  public ByteBuf content(int index) {
    return buffers[index].setIndex(0, length(index));
  }

  /** Since 1970; 0 if the kernel did not say. */
  public long arrivedNanos(int index) {
    long control = (long) index * CONTROL;
    return messages.get(JAVA_LONG, (long) index * MESSAGE + 40) < CONTROL
        ? 0
        : controls.get(JAVA_LONG, control + 16) * 1_000_000_000
            + controls.get(JAVA_LONG, control + 24);
  }

  void release() {
    for (ByteBuf buffer : buffers) {
      buffer.release();
    }
  }
}
