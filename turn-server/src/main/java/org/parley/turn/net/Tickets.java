package org.parley.turn.net;

import io.netty.buffer.ByteBuf;

/** Requests that belong to a loop whatever their 5-tuple: they show something it gave out. */
final class Tickets {
  static final int NONE = -1;
  private static final int ALLOCATE = 0x0003;
  private static final int RESERVATION_TOKEN = 0x0022;
  private static final int TOKEN_LENGTH = 8;
  private static final int HEADER = 20;

  private Tickets() {}

  /** The number of the loop whose token an Allocate has; it may be that of no loop. */
  static int loop(ByteBuf message) {
    int at = message.readerIndex();
    int end = message.writerIndex();
    if (end - at < HEADER || message.getUnsignedShort(at) != ALLOCATE) {
      return NONE;
    }
    at += HEADER;
    while (end - at >= 4) {
      int type = message.getUnsignedShort(at);
      int length = message.getUnsignedShort(at + 2);
      if (type == RESERVATION_TOKEN && length == TOKEN_LENGTH && end - at >= 4 + TOKEN_LENGTH) {
        return message.getUnsignedByte(at + 3 + TOKEN_LENGTH);
      }
      at += 4 + (length + 3 & ~3);
    }
    return NONE;
  }
}
