package org.parley.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What ICMP told of earlier datagrams, as Linux keeps it for each socket that asks (ip(7),
 * IP_RECVERR).
 *
 * <pre>
 * sock_extended_err, after the cmsghdr:
 * errno 4 | origin 1 | type 1 | code 1 | pad 1 | info 4 | data 4 | address of who complains
 * </pre>
 */
final class ErrorQueue {
  private static final int CONTROL_ROOM = 256;
  private static final int PAYLOAD_ROOM = 64;
  private static final int ORIGIN = MessageLayout.CONTROL_DATA + 4;
  private static final int TYPE = MessageLayout.CONTROL_DATA + 5;
  private static final int CODE = MessageLayout.CONTROL_DATA + 6;
  private static final int INFO = MessageLayout.CONTROL_DATA + 8;
  private static final int LENGTH = MessageLayout.CONTROL_DATA + 16;
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;
  private static final int IPV4_RECVERR = 11;
  private static final int IPV6_RECVERR = 25;

  private final MemorySegment message;
  private final MemorySegment name;
  private final MemorySegment control;
  private final RemoteAddress to = new RemoteAddress();
  private long received;

  ErrorQueue(Arena arena) {
    message = arena.allocate(MessageLayout.MESSAGE, 8);
    name = arena.allocate(SocketAddresses.ROOM, 8);
    control = arena.allocate(CONTROL_ROOM, 8);
    MemorySegment vector = arena.allocate(MessageLayout.VECTOR_ROOM, 8);
    MemorySegment payload = arena.allocate(PAYLOAD_ROOM, 8);
    vector.set(JAVA_LONG, MessageLayout.VECTOR_BASE, payload.address());
    vector.set(JAVA_LONG, MessageLayout.VECTOR_BYTES, PAYLOAD_ROOM);
    message.set(JAVA_LONG, MessageLayout.NAME, name.address());
    message.set(JAVA_LONG, MessageLayout.VECTOR, vector.address());
    message.set(JAVA_LONG, MessageLayout.VECTOR_LENGTH, 1);
    message.set(JAVA_LONG, MessageLayout.CONTROL, control.address());
  }

  /**
   * Takes the oldest error of a socket, and hands it up if it came by ICMP.
   *
   * @return whether there was one
   */
  boolean take(LinuxSocket socket, HubReceiver receiver) {
    message.set(JAVA_INT, MessageLayout.NAME_LENGTH, SocketAddresses.ROOM);
    message.set(JAVA_LONG, MessageLayout.CONTROL_LENGTH, CONTROL_ROOM);
    if (socket.receiveError(message.address()) < 0) {
      return false;
    }
    long controls = message.get(JAVA_LONG, MessageLayout.CONTROL_LENGTH);
    for (long at = 0; at + LENGTH <= controls; ) {
      if (isError(at)) {
        handUp(at, socket.addresses(), receiver);
      }
      at += Math.max(MessageLayout.CONTROL_DATA, control.get(JAVA_LONG, at) + 7 & ~7L);
    }
    return true;
  }

  private boolean isError(long at) {
    int type = control.get(JAVA_INT, at + MessageLayout.CONTROL_TYPE);
    return switch (control.get(JAVA_INT, at + MessageLayout.CONTROL_LEVEL)) {
      case 0 -> type == IPV4_RECVERR;
      case 41 -> type == IPV6_RECVERR;
      default -> false;
    };
  }

  private void handUp(long at, SocketAddresses addresses, HubReceiver receiver) {
    int origin = control.get(JAVA_BYTE, at + ORIGIN);
    if (origin != ORIGIN_ICMP && origin != ORIGIN_ICMP6) {
      return;
    }
    received++;
    addresses.read(name, 0, to);
    receiver.onIcmp(
        to,
        Byte.toUnsignedInt(control.get(JAVA_BYTE, at + TYPE)),
        Byte.toUnsignedInt(control.get(JAVA_BYTE, at + CODE)),
        control.get(JAVA_INT, at + INFO));
  }

  long received() {
    return received;
  }
}
