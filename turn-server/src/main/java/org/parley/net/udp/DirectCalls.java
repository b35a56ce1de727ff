package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether this machine's system calls can be made directly; tried out once, by datagrams of known
 * content to ourselves.
 *
 * @param obstacle why not, empty if they can
 */
record DirectCalls(boolean segmentation, String obstacle) {
  private static final Set<String> MACHINES = Set.of("amd64", "x86_64", "aarch64");
  private static final int SEGMENT = 100;
  private static final int LENGTH = 250;
  private static final int MAX_TRIES = 500;
  private static final long TRY_NANOS = 1_000_000;

  private static final class Once {
    static final DirectCalls FOUND = find();
  }

  static DirectCalls onThisMachine() {
    return Once.FOUND;
  }

  boolean available() {
    return obstacle.isEmpty();
  }

  private static DirectCalls find() {
    String obstacle =
        obstacle(
            System.getProperty("os.name", ""),
            System.getProperty("os.arch", ""),
            DirectCalls.class.getModule().isNativeAccessEnabled(),
            addressesAreKnown());
    if (!obstacle.isEmpty()) {
      return new DirectCalls(false, obstacle);
    }
    try {
      return tryOut();
    } catch (IOException | RuntimeException | LinkageError e) {
      return new DirectCalls(false, "a trial failed: " + e);
    }
  }

  private static boolean addressesAreKnown() {
    ByteBuf buffer = Unpooled.directBuffer(1);
    try {
      return buffer.hasMemoryAddress();
    } finally {
      buffer.release();
    }
  }

  static String obstacle(String system, String machine, boolean nativeAccess, boolean addresses) {
    if (!system.equals("Linux") || !MACHINES.contains(machine.toLowerCase(Locale.ROOT))) {
      return "made for Linux on x86_64 and aarch64, not for " + system + " on " + machine;
    }
    if (!nativeAccess) {
      return "Java runs without --enable-native-access=ALL-UNNAMED";
    }
    return addresses ? "" : "Java runs without --sun-misc-unsafe-memory-access=allow";
  }

  private static DirectCalls tryOut() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      InetSocketAddress any =
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
      LinuxSocket socket = LinuxSocket.bind(arena, any, false);
      try {
        if (!arrives(arena, socket, LENGTH)) {
          return new DirectCalls(false, "a datagram to ourselves did not arrive as it was sent");
        }
        return new DirectCalls(socket.knowsSegmentation() && arrives(arena, socket, SEGMENT), "");
      } finally {
        socket.close();
      }
    }
  }

  /** Whether what is sent in segments of that size arrives so. */
  private static boolean arrives(Arena arena, LinuxSocket socket, int segment) throws IOException {
    SendVector out = new SendVector(arena, socket.addresses(), 1);
    ReceiveVector in = new ReceiveVector(arena, socket.addresses());
    ByteBuf bytes = Unpooled.directBuffer(LENGTH);
    try {
      for (int i = 0; i < LENGTH; i++) {
        bytes.writeByte(i);
      }
      RemoteAddress self = socket.local();
      out.set(0, bytes.memoryAddress(), LENGTH, segment, self, false);
      if (socket.send(out.address(0), 1) != 1) {
        return false;
      }
      int offset = 0;
      RemoteAddress from = new RemoteAddress();
      for (int tries = 0; offset < LENGTH && tries < MAX_TRIES; tries++) {
        int count = socket.receive(in.address(), ReceiveVector.DATAGRAMS);
        for (int i = 0; i < count; i++) {
          in.readAddress(i, from);
          ByteBuf content = in.content(i);
          int length = Math.min(segment, LENGTH - offset);
          if (!from.equals(self) || !content.equals(bytes.slice(offset, length))) {
            return false;
          }
          offset += length;
        }
        if (count <= 0) {
          LockSupport.parkNanos(TRY_NANOS);
        }
      }
      return offset == LENGTH;
    } finally {
      bytes.release();
      in.release();
    }
  }
}
