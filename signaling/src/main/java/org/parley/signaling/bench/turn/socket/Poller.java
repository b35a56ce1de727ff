package org.parley.signaling.bench.turn.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thread's sockets: opens them, waits for them, and tells the time. */
public final class Poller implements AutoCloseable {
  private static final int EPOLLIN = 1;
  private static final int ADD = 1;
  private static final int REMOVE = 2;

  /** Sockets of one {@link #poll}; so many mean that there may be more. */
  public static final int MOST = 512;

  /** The structure has no padding on x86_64 alone. */
  private static final boolean PACKED = System.getProperty("os.arch", "").matches("amd64|x86_64");

  private static final int EVENT = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;

  private final Arena arena = Arena.ofConfined();
  private final SystemCalls calls = new SystemCalls(arena);
  private final MemorySegment scratch = arena.allocate(64, 8);
  private final MemorySegment events = arena.allocate((long) MOST * EVENT, 8);
  private final Inbox inbox = new Inbox(arena, calls);
  private final List<@Nullable Socket> sockets = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private final int epoll;

  /** What becomes of what has come to a socket. */
  public interface Reader {
    /**
     * @param inbox holds {@code count} datagrams, or parts of a stream; none at a stream's end
     */
    void onReadable(Inbox inbox, int count);
  }

  public Poller() throws IOException {
    epoll = calls.epollCreate();
    if (epoll < 0) {
      throw new IOException("no epoll: error " + -epoll);
    }
    calls.sleepExactly();
  }

  /** A UDP socket of a port that the system picks. */
  public Socket datagrams(InetAddress local, Reader reader) throws IOException {
    Socket socket = Socket.open(calls, scratch, Socket.Kind.DATAGRAM, local, reader);
    watch(socket);
    return socket;
  }

  /** A TCP connection; waits until it is there. */
  public Socket stream(InetSocketAddress remote, Reader reader) throws IOException {
    Socket socket =
        Socket.open(calls, scratch, Socket.Kind.STREAM, anyOf(remote.getAddress()), reader);
    try {
      socket.connect(remote);
    } catch (IOException e) {
      calls.close(socket.fd());
      throw e;
    }
    watch(socket);
    return socket;
  }

  private static InetAddress anyOf(InetAddress address) throws IOException {
    return InetAddress.getByAddress(new byte[address.getAddress().length]);
  }

  private void watch(Socket socket) throws IOException {
    int index = free.isEmpty() ? sockets.size() : free.pop();
    scratch.set(JAVA_INT, 0, EPOLLIN);
    scratch.set(JAVA_LONG_UNALIGNED, DATA, index);
    int result = calls.epollCtl(epoll, ADD, socket.fd(), scratch.address());
    if (result < 0) {
      calls.close(socket.fd());
      throw new IOException("a socket cannot be watched: error " + -result);
    }
    if (index == sockets.size()) {
      sockets.add(socket);
    } else {
      sockets.set(index, socket);
    }
    socket.index = index;
  }

  public void close(Socket socket) {
    if (socket.index < 0) {
      return;
    }
    sockets.set(socket.index, null);
    free.push(socket.index);
    socket.index = -1;
    var _ = calls.epollCtl(epoll, REMOVE, socket.fd(), scratch.address());
    calls.close(socket.fd());
  }

  /**
   * Reads what has come, and waits for it if nothing has.
   *
   * @return how many sockets had something
   */
  public int poll(int timeoutMillis) {
    int ready = calls.epollWait(epoll, events.address(), MOST, timeoutMillis);
    for (int i = 0; i < ready; i++) {
      int index = (int) events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT + DATA);
      Socket socket = sockets.get(index);
      if (socket != null) {
        inbox.drain(socket);
      }
    }
    return ready;
  }

  public void sleepUntil(long nanoTime) {
    calls.sleepUntil(nanoTime);
  }

  public long wallNanos() {
    return calls.wallNanos();
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      if (socket != null) {
        close(socket);
      }
    }
    calls.close(epoll);
    inbox.release();
    arena.close();
  }
}
