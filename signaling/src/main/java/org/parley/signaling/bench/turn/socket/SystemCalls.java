package org.parley.signaling.bench.turn.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/** The C library, as far as it is needed. Results below zero are error numbers, negated. */
final class SystemCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO = STATE.byteOffset(PathElement.groupElement("errno"));

  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int TIMER_ABSTIME = 1;
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final long BILLION = 1_000_000_000;

  private static final MethodHandle SOCKET = captured("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = captured("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CONNECT = captured("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      captured("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      captured("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = captured("epoll_create1", JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      captured("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SENDTO =
      captured("sendto", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

  private static final MethodHandle EPOLL_WAIT =
      plain("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      plain("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle CLOSE = plain("close", JAVA_INT);
  private static final MethodHandle CLOCK_GETTIME = plain("clock_gettime", JAVA_INT, JAVA_LONG);
  private static final MethodHandle CLOCK_NANOSLEEP =
      plain("clock_nanosleep", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PRCTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("prctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG),
          Linker.Option.firstVariadicArg(1));

  private final MemorySegment state;
  private final MemorySegment time;

  SystemCalls(Arena arena) {
    state = arena.allocate(STATE);
    time = arena.allocate(16, 8);
  }

  private static MethodHandle captured(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle plain(String name, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private interface Call {
    int make() throws Throwable;
  }

  private static int make(Call call) {
    try {
      return call.make();
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private int checked(Call call) {
    int returned = make(call);
    return returned >= 0 ? returned : -state.get(JAVA_INT, ERRNO);
  }

  int socket(int domain, int type) {
    return checked(() -> (int) SOCKET.invokeExact(state, domain, type, 0));
  }

  int bind(int fd, long address, int length) {
    return checked(() -> (int) BIND.invokeExact(state, fd, address, length));
  }

  int connect(int fd, long address, int length) {
    return checked(() -> (int) CONNECT.invokeExact(state, fd, address, length));
  }

  int getsockname(int fd, long address, long length) {
    return checked(() -> (int) GETSOCKNAME.invokeExact(state, fd, address, length));
  }

  int setsockopt(int fd, int level, int name, long value, int length) {
    return checked(() -> (int) SETSOCKOPT.invokeExact(state, fd, level, name, value, length));
  }

  int epollCreate() {
    return checked(() -> (int) EPOLL_CREATE.invokeExact(state, 0));
  }

  int epollCtl(int epoll, int operation, int fd, long event) {
    return checked(() -> (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event));
  }

  void close(int fd) {
    var _ = make(() -> (int) CLOSE.invokeExact(fd));
  }

  /** To the address that the socket is connected to. */
  int send(int fd, long bytes, int length) {
    try {
      int sent =
          (int)
              SENDTO.invokeExact(
                  state, fd, bytes, (long) length, MSG_DONTWAIT | MSG_NOSIGNAL, 0L, 0);
      return sent >= 0 ? sent : -state.get(JAVA_INT, ERRNO);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int epollWait(int epoll, long events, int count, int timeoutMillis) {
    try {
      return (int) EPOLL_WAIT.invokeExact(epoll, events, count, timeoutMillis);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  int receive(int fd, long messages, int count) {
    try {
      return (int) RECVMMSG.invokeExact(fd, messages, count, MSG_DONTWAIT, 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Nanoseconds since 1970, by the clock that the kernel stamps arrivals with. */
  long wallNanos() {
    try {
      var _ = (int) CLOCK_GETTIME.invokeExact(CLOCK_REALTIME, time.address());
      return time.get(JAVA_LONG, 0) * BILLION + time.get(JAVA_LONG, 8);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Until {@link System#nanoTime()} is so much, which is Linux's monotonic clock. */
  void sleepUntil(long nanos) {
    try {
      time.set(JAVA_LONG, 0, nanos / BILLION);
      time.set(JAVA_LONG, 8, nanos % BILLION);
      var _ = (int) CLOCK_NANOSLEEP.invokeExact(CLOCK_MONOTONIC, TIMER_ABSTIME, time.address(), 0L);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** Sleeps of this thread end on time, not up to 50 µs later. */
  void sleepExactly() {
    var _ = make(() -> (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, 1L));
  }

  private static IllegalStateException failed(Throwable e) {
    return new IllegalStateException("a system call could not be made", e);
  }
}
