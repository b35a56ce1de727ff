package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions on sockets. Each returns what the function does, or the error number
 * negated. One per thread at a time: errors are captured in a place of its own.
 */
final class LinuxCalls {
  private static final int CLOCK_MONOTONIC = 1;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET =
      function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
  private static final MethodHandle BIND =
      function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle GETSOCKNAME =
      function("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle SETSOCKOPT =
      function(
          "setsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final MethodHandle SENDMMSG =
      function(
          "sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle RECVMSG =
      function("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
  private static final FunctionDescriptor RECEIVE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle RECVMMSG = function("recvmmsg", RECEIVE);

  /** Without the error number, whose capture makes garbage until it is compiled well. */
  private static final MethodHandle RECVMMSG_PLAIN =
      LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("recvmmsg"), RECEIVE);

  private static final MethodHandle CLOCK_NANOSLEEP =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("clock_nanosleep"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
  private static final MethodHandle PRCTL =
      function(
          "prctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

  private final MemorySegment state;

  LinuxCalls(Arena arena) {
    state = arena.allocate(STATE);
  }

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        Linker.Option.captureCallState("errno"));
  }

  int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(state, domain, type, protocol));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int bind(int fd, long address, int length) {
    try {
      return result((int) BIND.invokeExact(state, fd, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int getsockname(int fd, long address, long length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(state, fd, address, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int setsockopt(int fd, int level, int name, long value, int length) {
    try {
      return result((int) SETSOCKOPT.invokeExact(state, fd, level, name, value, length));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int sendmmsg(int fd, long messages, int count) {
    try {
      return result((int) SENDMMSG.invokeExact(state, fd, messages, count, 0));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int recvmmsg(int fd, long messages, int count) {
    try {
      int received = (int) RECVMMSG_PLAIN.invokeExact(fd, messages, count, 0, 0L);
      if (received >= 0) {
        return received;
      }
      // Nothing was received: the second call says why, unless something has come since.
      return result((int) RECVMMSG.invokeExact(state, fd, messages, count, 0, 0L));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int recvmsg(int fd, long message, int flags) {
    try {
      return result((int) (long) RECVMSG.invokeExact(state, fd, message, flags));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /**
   * Sleeps on the monotonic clock; a signal may end it early.
   *
   * @param timespec the address of a struct timespec: for how long
   */
  void sleep(long timespec) {
    try {
      int _ = (int) CLOCK_NANOSLEEP.invokeExact(CLOCK_MONOTONIC, 0, timespec, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** By how many nanoseconds this thread's sleeps may be longer than asked for. */
  int setTimerSlack(long nanos) {
    try {
      return result((int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, nanos, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private int result(int returned) {
    return returned >= 0 ? returned : -state.get(JAVA_INT, ERRNO);
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("a system call could not be made", e);
  }
}
