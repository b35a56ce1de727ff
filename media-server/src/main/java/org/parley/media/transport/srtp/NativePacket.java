package org.parley.media.transport.srtp;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The address of a packet: where it lies or, for buffers without one, that of a copy. */
final class NativePacket {
  private static final int FIRST_CAPACITY = 2048;

  private long copy;
  private int capacity;
  private @Nullable ByteBuffer view;

  /** Of what lies from {@code start} to the writer index, with room behind it. */
  long load(ByteBuf buffer, int start, int room) {
    if (buffer.hasMemoryAddress()) {
      return buffer.memoryAddress() + start;
    }
    int length = buffer.writerIndex() - start;
    buffer.getBytes(start, view(length + room).clear().limit(length));
    return copy;
  }

  /** What was changed, counted from the start of the packet, is in the buffer afterwards. */
  void store(ByteBuf buffer, int start, int from, int to) {
    ByteBuffer bytes = view;
    if (bytes != null && !buffer.hasMemoryAddress()) {
      buffer.setBytes(start + from, bytes.clear().position(from).limit(to));
    }
  }

  private ByteBuffer view(int length) {
    ByteBuffer bytes = view;
    if (bytes == null || capacity < length) {
      free();
      capacity = Math.max(FIRST_CAPACITY, length);
      copy = NativeMemory.allocate(capacity);
      bytes = MemorySegment.ofAddress(copy).reinterpret(capacity).asByteBuffer();
      view = bytes;
    }
    return bytes;
  }

  void free() {
    if (view != null) {
      view = null;
      NativeMemory.free(copy, capacity);
    }
  }
}
