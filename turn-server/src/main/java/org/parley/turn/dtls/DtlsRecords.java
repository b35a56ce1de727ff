package org.parley.turn.dtls;

import io.netty.buffer.ByteBuf;

/**
 * Which datagrams may reach Bouncy Castle (RFC 6347 §4.1 and §4.2.2).
 *
 * <pre>
 * record:    type(1) version(2) epoch(2) sequence(6) length(2)
 * handshake: type(1) length(3) message sequence(2) fragment offset(3) fragment length(3)
 * </pre>
 */
final class DtlsRecords {
  static final int RECORD_HEADER = 13;
  static final int HANDSHAKE_HEADER = 12;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int CLIENT_HELLO = 1;
  private static final int RANDOM_AT = RECORD_HEADER + HANDSHAKE_HEADER + 2;

  /** A client without a certificate has no longer message. */
  private static final int MAX_MESSAGE = 4_096;

  private DtlsRecords() {}

  /** RFC 7983 §7. */
  static boolean is(ByteBuf datagram) {
    int first = datagram.isReadable() ? datagram.getUnsignedByte(datagram.readerIndex()) : 0;
    return first >= 20 && first <= 63;
  }

  /** Whether every record is whole and one that a client may send. */
  static boolean admissible(ByteBuf datagram) {
    int at = datagram.readerIndex();
    int end = datagram.writerIndex();
    while (at < end) {
      if (end - at < RECORD_HEADER || datagram.getUnsignedByte(at + 1) != 0xFE) {
        return false;
      }
      int next = at + RECORD_HEADER + datagram.getUnsignedShort(at + 11);
      if (next > end || !admissible(datagram, at, next)) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private static boolean admissible(ByteBuf datagram, int at, int end) {
    boolean plaintext = datagram.getUnsignedShort(at + 3) == 0;
    return switch (datagram.getUnsignedByte(at)) {
      case CHANGE_CIPHER_SPEC -> true;
      // An alert without a key is anybody's: it must not end a handshake.
      case ALERT -> !plaintext;
      case HANDSHAKE -> !plaintext || handshake(datagram, at + RECORD_HEADER, end);
      // It may overtake our own word that the handshake is done.
      case APPLICATION_DATA -> !plaintext;
      default -> false;
    };
  }

  /** Bouncy Castle reserves the declared length for the first fragment of a message. */
  private static boolean handshake(ByteBuf datagram, int from, int end) {
    int at = from;
    while (at < end) {
      if (end - at < HANDSHAKE_HEADER) {
        return false;
      }
      int length = datagram.getUnsignedMedium(at + 1);
      int offset = datagram.getUnsignedMedium(at + 6);
      int fragment = datagram.getUnsignedMedium(at + 9);
      if (length > MAX_MESSAGE || offset + fragment > length) {
        return false;
      }
      at += HANDSHAKE_HEADER + fragment;
    }
    return at == end;
  }

  /** Whether a ClientHello with its random comes first. */
  static boolean beginsHandshake(ByteBuf datagram) {
    int at = datagram.readerIndex();
    return datagram.readableBytes() >= RANDOM_AT + 32
        && datagram.getUnsignedByte(at) == HANDSHAKE
        && datagram.getUnsignedShort(at + 3) == 0
        && datagram.getUnsignedByte(at + RECORD_HEADER) == CLIENT_HELLO;
  }

  /** Of the random of a ClientHello: its first 64 bits after those that may be the time. */
  static long helloId(ByteBuf datagram) {
    return datagram.getLong(datagram.readerIndex() + RANDOM_AT + 4);
  }
}
