package org.parley.net.udp;

/** Linux's error numbers that decide something here; the same on x86_64 and aarch64. */
final class Errno {
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;
  static final int EMSGSIZE = 90;
  static final int EAFNOSUPPORT = 97;
  static final int ENOBUFS = 105;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;

  private Errno() {}

  /** The socket or the system is full for now. */
  static boolean isFull(int errno) {
    return errno == EAGAIN || errno == ENOBUFS || errno == ENOMEM;
  }

  /** ICMP told of an earlier datagram; the one that was to be sent has not been tried. */
  static boolean isOfEarlier(int errno) {
    return errno == ECONNREFUSED || errno == EHOSTUNREACH;
  }
}
