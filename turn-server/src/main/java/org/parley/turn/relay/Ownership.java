package org.parley.turn.relay;

import java.nio.ByteBuffer;
import org.parley.turn.stun.StunMessage;

/** Finds the core's index in a request that shows what another core may have handed out. */
final class Ownership {
  static final int ANY = -1;
  private static final int REQUEST_ALLOCATE = StunMessage.ALLOCATE;
  private static final int REQUEST_REFRESH = StunMessage.REFRESH;
  private static final int REQUEST_CONNECTION_BIND = StunMessage.CONNECTION_BIND;
  private static final int HEADER = 20;
  private static final int RESERVATION_TOKEN = 0x0022;
  private static final int CONNECTION_ID = 0x002A;
  private static final int MOBILITY_TICKET = 0x8030;

  private Ownership() {}

  /** The index, which may be of no core, or {@link #ANY}. */
  static int of(byte[] message) {
    if (message.length < HEADER) {
      return ANY;
    }
    ByteBuffer bytes = ByteBuffer.wrap(message);
    // Requests of these methods have no class bits, and so the method's value as their type.
    int wanted =
        switch (bytes.getShort(0)) {
          case REQUEST_ALLOCATE -> RESERVATION_TOKEN;
          case REQUEST_REFRESH -> MOBILITY_TICKET;
          case REQUEST_CONNECTION_BIND -> CONNECTION_ID;
          default -> 0;
        };
    if (wanted == 0) {
      return ANY;
    }
    for (int at = HEADER; at + 4 < message.length; ) {
      int length = bytes.getShort(at + 2) & 0xFFFF;
      if ((bytes.getShort(at) & 0xFFFF) == wanted && length > 0) {
        return message[at + 4] & 0xFF;
      }
      at += 4 + (length + 3 & ~3);
    }
    return ANY;
  }
}
