package org.parley.media.transport.dtls;

import io.netty.buffer.ByteBuf;

/**
 * Which datagrams may reach Bouncy Castle (RFC 6347 sections 4.1 and 4.2.2).
 *
 * <pre>
 * record:    type(1) version(2) epoch(2) sequence(6) length(2)
 * handshake: type(1) length(3) message sequence(2) fragment offset(3) fragment length(3)
 * </pre>
 */
final class DtlsRecords {
  static final int RECORD_HEADER = 13;
  private static final int HANDSHAKE_HEADER = 12;
  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;
  private static final int CLIENT_HELLO = 1;
  private static final int MAX_CLIENT_HELLO = 4096;
  static final int MAX_HANDSHAKE_MESSAGE = 16384;

  private DtlsRecords() {}

  /**
   * Whether every record in {@code datagram} is whole and one that a client may send.
   *
   * @param keyed whether application data may come: a handshake has begun
   */
  static boolean admissible(ByteBuf datagram, boolean keyed) {
    int offset = datagram.readerIndex();
    int end = datagram.writerIndex();
    if (offset == end) {
      return false;
    }
    while (offset < end) {
      if (end - offset < RECORD_HEADER || datagram.getUnsignedByte(offset + 1) != 0xFE) {
        return false;
      }
      int next = end(datagram, offset);
      if (next > end || !recordAdmissible(datagram, offset, next, keyed)) {
        return false;
      }
      offset = next;
    }
    return true;
  }

  /** Where the record that begins at {@code offset} ends. */
  static int end(ByteBuf datagram, int offset) {
    return offset + RECORD_HEADER + datagram.getUnsignedShort(offset + 11);
  }

  private static boolean recordAdmissible(ByteBuf datagram, int offset, int end, boolean keyed) {
    boolean plaintext = datagram.getUnsignedShort(offset + 3) == 0;
    return switch (datagram.getUnsignedByte(offset)) {
      case CHANGE_CIPHER_SPEC -> true;
      // An alert without a key is anybody's: it must not end a handshake.
      case ALERT -> !plaintext;
      case HANDSHAKE -> !plaintext || handshakeAdmissible(datagram, offset + RECORD_HEADER, end);
      case APPLICATION_DATA -> keyed && !plaintext;
      default -> false;
    };
  }

  /** Bouncy Castle reserves the declared length for the first fragment of a message. */
  private static boolean handshakeAdmissible(ByteBuf datagram, int offset, int end) {
    int at = offset;
    while (at < end) {
      if (end - at < HANDSHAKE_HEADER) {
        return false;
      }
      int length = datagram.getUnsignedMedium(at + 1);
      int limit =
          datagram.getUnsignedByte(at) == CLIENT_HELLO ? MAX_CLIENT_HELLO : MAX_HANDSHAKE_MESSAGE;
      int fragmentOffset = datagram.getUnsignedMedium(at + 6);
      int fragmentLength = datagram.getUnsignedMedium(at + 9);
      if (length > limit || fragmentOffset + fragmentLength > length) {
        return false;
      }
      at += HANDSHAKE_HEADER + fragmentLength;
    }
    return at == end;
  }

  /** Whether {@code datagram} begins with the first fragment of a ClientHello. */
  static boolean startsHandshake(ByteBuf datagram) {
    int at = datagram.readerIndex();
    return datagram.readableBytes() >= RECORD_HEADER + HANDSHAKE_HEADER
        && datagram.getUnsignedByte(at) == HANDSHAKE
        && datagram.getUnsignedShort(at + 3) == 0
        && datagram.getUnsignedByte(at + RECORD_HEADER) == CLIENT_HELLO;
  }

  /** Whether an outgoing {@code record} is an alert that goes out without a key. */
  static boolean isPlaintextAlert(byte[] record, int offset, int length) {
    return length >= RECORD_HEADER
        && record[offset] == ALERT
        && record[offset + 3] == 0
        && record[offset + 4] == 0;
  }
}
