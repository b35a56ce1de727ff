package org.parley.signaling.websocket;

import java.nio.ByteBuffer;

/**
 * Walks over the frame headers of a client's bytes and stops what breaks a rule or a limit, before
 * the engine allocates anything for it. Sees headers only; payloads are skipped.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-------+-+-------------+-------------------------------+
 * |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
 * |I|S|S|S|  (4)  |A|     (7)     |             (16/64)           |
 * |N|V|V|V|       |S|             |   (if payload len==126/127)   |
 * | |1|2|3|       |K|             |                               |
 * +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
 * |     Extended payload length continued, if payload len == 127  |
 * + - - - - - - - - - - - - - - - +-------------------------------+
 * |                               |  Masking-key                  |
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * RFC 6455 section 5.2.
 */
final class FrameGuard {
  /** A fragmented message of more pieces is no honest one. */
  static final int MAX_FRAGMENTS = 64;

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PONG = 0xA;
  private static final int MAX_HEADER = 14;

  private final int maxMessageBytes;
  private final ByteBuffer header = ByteBuffer.allocate(MAX_HEADER);
  private long payloadLeft;
  private long messageBytes;
  private int fragments;
  private boolean closeSeen;

  FrameGuard(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Looks at bytes, from position to limit, and consumes them; what follows a close frame has no
   * meaning (section 5.5.1).
   *
   * @return the close code of the first violation, or 0
   */
  int check(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !closeSeen) {
      if (payloadLeft > 0) {
        int skipped = (int) Math.min(payloadLeft, bytes.remaining());
        bytes.position(bytes.position() + skipped);
        payloadLeft -= skipped;
        continue;
      }
      header.put(bytes.get());
      int violation = header.position() == headerLength() ? frame() : 0;
      if (violation != 0) {
        return violation;
      }
    }
    return 0;
  }

  /** As long as the length byte is not there: more than there is. */
  private int headerLength() {
    if (header.position() < 2) {
      return MAX_HEADER + 1;
    }
    int length = header.get(1) & 0x7F;
    int mask = (header.get(1) & 0x80) != 0 ? 4 : 0;
    return 2 + mask + (length == 127 ? 8 : length == 126 ? 2 : 0);
  }

  private int frame() {
    int first = header.get(0);
    boolean fin = (first & 0x80) != 0;
    int opcode = first & 0x0F;
    boolean masked = (header.get(1) & 0x80) != 0;
    long length = header.get(1) & 0x7F;
    if (length == 126) {
      length = header.getShort(2) & 0xFFFF;
    } else if (length == 127) {
      length = header.getLong(2);
    }
    header.clear();
    // Section 5.1: a server must close on an unmasked frame. Section 5.2: reserved bits without an
    // extension.
    if (!masked || (first & 0x70) != 0 || length < 0) {
      return CloseCodes.PROTOCOL_ERROR;
    }
    payloadLeft = length;
    if (opcode >= CLOSE) {
      // Section 5.5: control frames are short and whole.
      if (opcode > PONG || !fin || length > 125) {
        return CloseCodes.PROTOCOL_ERROR;
      }
      closeSeen = opcode == CLOSE;
      return 0;
    }
    return data(opcode, fin, length);
  }

  private int data(int opcode, boolean fin, long length) {
    boolean continues = opcode == CONTINUATION;
    // Section 5.4: fragments of one message follow each other.
    if (opcode > BINARY || continues != fragments > 0) {
      return CloseCodes.PROTOCOL_ERROR;
    }
    if (opcode == BINARY) {
      return CloseCodes.UNACCEPTABLE_DATA;
    }
    messageBytes = (opcode == TEXT ? 0 : messageBytes) + Math.min(length, Integer.MAX_VALUE);
    fragments = fin ? 0 : fragments + 1;
    return messageBytes > maxMessageBytes || fragments > MAX_FRAGMENTS ? CloseCodes.TOO_BIG : 0;
  }
}
