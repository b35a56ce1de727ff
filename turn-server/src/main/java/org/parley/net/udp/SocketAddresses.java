package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Linux's socket addresses. The family is the host's order, port and address the network's, the
 * scope the host's.
 *
 * <pre>
 * sockaddr_in:  family 2 | port 2 | address 4 | zero 8
 * sockaddr_in6: family 2 | port 2 | flow 4    | address 16 | scope 4
 * </pre>
 */
enum SocketAddresses {
  V4(16) {
    @Override
    boolean takes(RemoteAddress address) {
      return address.isV4();
    }

    @Override
    void write(MemorySegment memory, long at, RemoteAddress address) {
      memory.set(JAVA_SHORT, at, (short) 2);
      memory.set(NET_SHORT, at + 2, (short) address.port());
      memory.set(NET_INT, at + 4, (int) address.low());
      memory.set(JAVA_INT, at + 8, 0);
      memory.set(JAVA_INT, at + 12, 0);
    }

    @Override
    void read(MemorySegment memory, long at, RemoteAddress address) {
      address.setV4(memory.get(NET_INT, at + 4), port(memory, at));
    }
  },

  V6(28) {
    @Override
    boolean takes(RemoteAddress address) {
      return !address.isV4();
    }

    @Override
    void write(MemorySegment memory, long at, RemoteAddress address) {
      memory.set(JAVA_SHORT, at, (short) 10);
      memory.set(NET_SHORT, at + 2, (short) address.port());
      memory.set(JAVA_INT, at + 4, 0);
      memory.set(NET_LONG, at + 8, address.high());
      memory.set(NET_LONG, at + 16, address.low());
      memory.set(JAVA_INT, at + 24, address.scope());
    }

    @Override
    void read(MemorySegment memory, long at, RemoteAddress address) {
      address.set(
          memory.get(NET_LONG, at + 8),
          memory.get(NET_LONG, at + 16),
          port(memory, at),
          memory.get(JAVA_INT, at + 24));
    }
  };

  /** Room for one of either family. */
  static final int ROOM = 32;

  private static final ValueLayout.OfShort NET_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NET_INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NET_LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

  private final int length;

  SocketAddresses(int length) {
    this.length = length;
  }

  int length() {
    return length;
  }

  /** Whether a socket of this family can send there. */
  abstract boolean takes(RemoteAddress address);

  abstract void write(MemorySegment memory, long at, RemoteAddress address);

  abstract void read(MemorySegment memory, long at, RemoteAddress address);

  private static int port(MemorySegment memory, long at) {
    return Short.toUnsignedInt(memory.get(NET_SHORT, at + 2));
  }
}
