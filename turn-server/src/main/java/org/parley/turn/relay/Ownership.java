package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;
import org.parley.turn.stun.StunMessage;

/** Finds the core's index in a request that shows what another core may have handed out. */
final class Ownership {
  static final int ANY = -1;
  private static final int HEADER = 20;
  private static final int RESERVATION_TOKEN = 0x0022;
  private static final int CONNECTION_ID = 0x002A;
  private static final int MOBILITY_TICKET = 0x8030;

  private Ownership() {}

  /** The index, which may be of no core, or {@link #ANY}. */
  static int of(ByteBuf message) {
    int start = message.readerIndex();
    int end = message.writerIndex();
    if (end - start < HEADER) {
      return ANY;
    }
    // Requests of these methods have no class bits, and so the method's value as their type.
    int wanted =
        switch (message.getUnsignedShort(start)) {
          case StunMessage.ALLOCATE -> RESERVATION_TOKEN;
          case StunMessage.REFRESH -> MOBILITY_TICKET;
          case StunMessage.CONNECTION_BIND -> CONNECTION_ID;
          default -> 0;
        };
    for (int at = start + HEADER; wanted != 0 && at + 4 < end; ) {
      int length = message.getUnsignedShort(at + 2);
      if (message.getUnsignedShort(at) == wanted && length > 0) {
        return message.getUnsignedByte(at + 4);
      }
      at += 4 + (length + 3 & ~3);
    }
    return ANY;
  }
}
