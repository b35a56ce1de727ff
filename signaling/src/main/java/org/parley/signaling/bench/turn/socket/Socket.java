package org.parley.signaling.bench.turn.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/** A socket that never waits. */
public final class Socket {
  /** What it carries. */
  public enum Kind {
    DATAGRAM,
    STREAM
  }

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUF = 8;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int EAGAIN = 11;

  private final SystemCalls calls;
  private final MemorySegment scratch;
  private final Kind kind;
  private final int fd;
  private final Poller.Reader reader;

  /** Its place among the poller's sockets; below zero once closed. */
  int index = -1;

  private Socket(
      SystemCalls calls, MemorySegment scratch, Kind kind, int fd, Poller.Reader reader) {
    this.calls = calls;
    this.scratch = scratch;
    this.kind = kind;
    this.fd = fd;
    this.reader = reader;
  }

  static Socket open(
      SystemCalls calls, MemorySegment scratch, Kind kind, InetAddress local, Poller.Reader reader)
      throws IOException {
    int family = local instanceof Inet6Address ? AF_INET6 : AF_INET;
    int type = kind == Kind.STREAM ? SOCK_STREAM : SOCK_DGRAM;
    int fd = calls.socket(family, type | SOCK_CLOEXEC);
    if (fd < 0) {
      throw new IOException("no socket can be opened: error " + -fd);
    }
    Socket socket = new Socket(calls, scratch, kind, fd, reader);
    try {
      socket.configure(local);
    } catch (IOException e) {
      calls.close(fd);
      throw e;
    }
    return socket;
  }

  private void configure(InetAddress local) throws IOException {
    check("option SO_TIMESTAMPNS", set(SOL_SOCKET, SO_TIMESTAMPNS, 1));
    if (kind == Kind.STREAM) {
      check("option TCP_NODELAY", set(IPPROTO_TCP, TCP_NODELAY, 1));
      return;
    }
    if (set(SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER) < 0) {
      check("option SO_RCVBUF", set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER));
    }
    int length = write(new InetSocketAddress(local, 0));
    check("bind to " + local, calls.bind(fd, scratch.address(), length));
  }

  private int set(int level, int option, int value) {
    scratch.set(JAVA_INT, 0, value);
    return calls.setsockopt(fd, level, option, scratch.address(), Integer.BYTES);
  }

  private static void check(String what, int result) throws IOException {
    if (result < 0) {
      throw new IOException("%s: error %d".formatted(what, -result));
    }
  }

  /** From now on it exchanges with this address alone. */
  public void connect(InetSocketAddress remote) throws IOException {
    int length = write(remote);
    check("connect to " + remote, calls.connect(fd, scratch.address(), length));
  }

  public InetSocketAddress local() throws IOException {
    scratch.set(JAVA_INT, 32, 32);
    check("getsockname", calls.getsockname(fd, scratch.address(), scratch.address() + 32));
    boolean v6 = scratch.get(JAVA_SHORT, 0) == AF_INET6;
    int port = Short.toUnsignedInt(scratch.get(NET_SHORT, 2));
    byte[] address = scratch.asSlice(v6 ? 8 : 4, v6 ? 16 : 4).toArray(JAVA_BYTE);
    try {
      return new InetSocketAddress(InetAddress.getByAddress(address), port);
    } catch (UnknownHostException e) {
      throw new IOException(e);
    }
  }

  private static final java.lang.foreign.ValueLayout.OfShort NET_SHORT =
      JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  /** As sockaddr_in or sockaddr_in6. */
  private int write(InetSocketAddress address) {
    boolean v6 = address.getAddress() instanceof Inet6Address;
    byte[] ip = address.getAddress().getAddress();
    scratch.asSlice(0, 28).fill((byte) 0);
    scratch.set(JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
    scratch.set(NET_SHORT, 2, (short) address.getPort());
    MemorySegment.copy(ip, 0, scratch, JAVA_BYTE, v6 ? 8 : 4, ip.length);
    return v6 ? 28 : 16;
  }

  /**
   * Sends to where it is connected.
   *
   * @param bytes in native memory
   * @return how much was taken: 0 if there was no room, less than zero for an error number
   */
  public int send(ByteBuf bytes, int offset, int length) {
    int sent = calls.send(fd, bytes.memoryAddress() + offset, length);
    return sent == -EAGAIN ? 0 : sent;
  }

  public boolean isOpen() {
    return index >= 0;
  }

  Kind kind() {
    return kind;
  }

  int fd() {
    return fd;
  }

  Poller.Reader reader() {
    return reader;
  }
}
