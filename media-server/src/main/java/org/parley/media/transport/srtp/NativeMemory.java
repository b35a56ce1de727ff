package org.parley.media.transport.srtp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/**
 * Memory by its address, of the C library: freed on any thread at the cost of a call, which no
 * arena offers.
 */
final class NativeMemory {
  /** Offsets into it are addresses. */
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private static final ValueLayout.OfLong BIG_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort BIG_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private static final MethodHandle CALLOC =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("calloc").orElseThrow(),
              FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle FREE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().find("free").orElseThrow(),
              FunctionDescriptor.ofVoid(JAVA_LONG));

  private NativeMemory() {}

  /** Zeroes, aligned for anything. */
  static long allocate(long length) {
    long address;
    try {
      address = (long) CALLOC.invokeExact(1L, length);
    } catch (Throwable e) {
      throw new IllegalStateException("memory cannot be allocated", e);
    }
    if (address == 0) {
      throw new OutOfMemoryError("no " + length + " bytes outside of the heap");
    }
    return address;
  }

  /** Wiped first, for there were keys in it. */
  static void free(long address, long length) {
    ALL.asSlice(address, length).fill((byte) 0);
    try {
      FREE.invokeExact(address);
    } catch (Throwable e) {
      throw new IllegalStateException("memory cannot be freed", e);
    }
  }

  /** As if by way of a copy: the places may overlap. */
  static void move(long from, long to, long length) {
    MemorySegment.copy(ALL, from, ALL, to, length);
  }

  static void putByte(long address, int value) {
    ALL.set(JAVA_BYTE, address, (byte) value);
  }

  static void putShort(long address, int value) {
    ALL.set(BIG_SHORT, address, (short) value);
  }

  static void putLong(long address, long value) {
    ALL.set(BIG_LONG, address, value);
  }

  static void put(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, ALL, JAVA_BYTE, address, bytes.length);
  }
}
