package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** A UDP socket of Linux; on one thread. Constants as they are on x86_64 and aarch64. */
final class LinuxSocket implements DatagramCalls {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_REUSEPORT = 15;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  private static final int MSG_ERRQUEUE = 0x2000;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IP_RECVERR = 11;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_RECVERR = 25;
  private static final int PMTUDISC_DONT = 0;
  private static final int PMTUDISC_DO = 2;

  /** What calls need beside their arguments. */
  static final int SCRATCH = 64;

  private final LinuxCalls calls;
  private final MemorySegment scratch;
  private final boolean v6;
  private final int fd;
  private final FileDescriptor descriptor;

  private LinuxSocket(LinuxCalls calls, MemorySegment scratch, boolean v6) throws IOException {
    this.calls = calls;
    this.scratch = scratch;
    this.v6 = v6;
    fd = calls.socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw new IOException("no socket can be opened: error " + -fd);
    }
    descriptor = new FileDescriptor(fd);
  }

  /**
   * @param arena what the socket's calls need, as long as it is open
   * @param shared whether others of this user may bind the port as well
   */
  static LinuxSocket bind(Arena arena, InetSocketAddress local, boolean shared) throws IOException {
    SocketUse use = shared ? SocketUse.LISTENING_SHARED : SocketUse.LISTENING;
    return bind(new LinuxCalls(arena), arena.allocate(SCRATCH, 8), local, use);
  }

  /**
   * @param calls for all sockets of a thread
   * @param scratch of {@link #SCRATCH} bytes, for all of them as well
   */
  static LinuxSocket bind(
      LinuxCalls calls, MemorySegment scratch, InetSocketAddress local, SocketUse use)
      throws IOException {
    LinuxSocket socket =
        new LinuxSocket(calls, scratch, local.getAddress() instanceof Inet6Address);
    try {
      socket.configure(use);
      socket.bind(local);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  private void configure(SocketUse use) throws IOException {
    set(SOL_SOCKET, SO_RCVBUF, use.buffer);
    set(SOL_SOCKET, SO_SNDBUF, use.buffer);
    if (use.relay) {
      set(level(), v6 ? IPV6_RECVERR : IP_RECVERR, 1);
      setDontFragment(false);
    }
    if (use.shared) {
      set(SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (v6) {
      set(IPPROTO_IPV6, IPV6_V6ONLY, 1);
    }
  }

  private int level() {
    return v6 ? IPPROTO_IPV6 : IPPROTO_IP;
  }

  /** Whether what is sent from now on must not be fragmented: DF, in IPv4. */
  void setDontFragment(boolean dont) throws IOException {
    set(level(), v6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, dont ? PMTUDISC_DO : PMTUDISC_DONT);
  }

  private void set(int level, int option, int value) throws IOException {
    int result = trySet(level, option, value);
    if (result < 0) {
      throw new IOException(
          "socket option %d of level %d: error %d".formatted(option, level, -result));
    }
  }

  private int trySet(int level, int option, int value) {
    scratch.set(JAVA_INT, 0, value);
    return calls.setsockopt(fd, level, option, scratch.address(), Integer.BYTES);
  }

  private void bind(InetSocketAddress local) throws IOException {
    SocketAddresses addresses = addresses();
    addresses.write(scratch, 0, RemoteAddress.of(local));
    int result = calls.bind(fd, scratch.address(), addresses.length());
    if (result < 0) {
      throw new BindException("%s cannot be bound: error %d".formatted(local, -result));
    }
  }

  /** Where the socket is bound, with the port that the system picked if none was named. */
  RemoteAddress local() throws IOException {
    scratch.set(JAVA_INT, 32, 32);
    int result = calls.getsockname(fd, scratch.address(), scratch.address() + 32);
    if (result < 0) {
      throw new IOException("a socket does not know its address: error " + -result);
    }
    RemoteAddress local = new RemoteAddress();
    addresses().read(scratch, 0, local);
    return local;
  }

  /** Whether the kernel knows segmentation (Linux 4.18). */
  boolean knowsSegmentation() {
    return trySet(SOL_UDP, UDP_SEGMENT, 0) == 0;
  }

  SocketAddresses addresses() {
    return v6 ? SocketAddresses.V6 : SocketAddresses.V4;
  }

  @Override
  public int send(long messages, int count) {
    return calls.sendmmsg(fd, messages, count);
  }

  @Override
  public int receive(long messages, int count) {
    return calls.recvmmsg(fd, messages, count);
  }

  /**
   * Takes what the system remembers of an earlier datagram's fate.
   *
   * @param message address of a struct msghdr
   * @return its length, or the error number, negated
   */
  int receiveError(long message) {
    return calls.recvmsg(fd, message, MSG_ERRQUEUE);
  }

  FileDescriptor descriptor() {
    return descriptor;
  }

  void close() throws IOException {
    descriptor.close();
  }
}
