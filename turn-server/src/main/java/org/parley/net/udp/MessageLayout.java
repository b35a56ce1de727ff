package org.parley.net.udp;

/**
 * Offsets in what Linux's calls take, on 64-bit machines with glibc or musl.
 *
 * <pre>
 * mmsghdr: name 8 | namelen 4 +4 | iov 8 | iovlen 8 | control 8 | controllen 8 | flags 4 +4 | len 4 +4
 * iovec:   base 8 | len 8
 * cmsghdr: len 8 | level 4 | type 4 | data
 * </pre>
 */
final class MessageLayout {
  static final int MESSAGE = 64;
  static final int NAME = 0;
  static final int NAME_LENGTH = 8;
  static final int VECTOR = 16;
  static final int VECTOR_LENGTH = 24;
  static final int CONTROL = 32;
  static final int CONTROL_LENGTH = 40;
  static final int FLAGS = 48;
  static final int LENGTH = 56;

  static final int VECTOR_ROOM = 16;
  static final int VECTOR_BASE = 0;
  static final int VECTOR_BYTES = 8;

  /** One control message with two bytes of data, and room as CMSG_SPACE gives it. */
  static final int CONTROL_ROOM = 24;

  static final int CONTROL_BYTES = 18;
  static final int CONTROL_LEVEL = 8;
  static final int CONTROL_TYPE = 12;
  static final int CONTROL_DATA = 16;

  static final int MSG_TRUNC = 0x20;

  private MessageLayout() {}
}
