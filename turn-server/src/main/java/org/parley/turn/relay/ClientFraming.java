package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;

/**
 * Puts a header before a peer's data and padding behind them, in the buffer in which they came.
 *
 * <pre>
 *  ChannelData, RFC 8656 §12.4        Data indication, RFC 8656 §11.6
 *  number (2) length (2) data         STUN header (20)
 *                                     XOR-PEER-ADDRESS (4 + 8 or 20)
 *                                     DATA (4), data, padding to 4
 * </pre>
 */
final class ClientFraming {
  static final int CHANNEL_HEADER = 4;
  private static final int TYPE_DATA_INDICATION = 0x0017;
  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int STUN_HEADER = 20;
  private static final int XOR_PEER_ADDRESS = 0x0012;
  private static final int DATA = 0x0013;

  // Indications are not answered: their ids need only differ.
  private long transaction;

  static void channelData(ByteBuf content, int number, boolean stream) {
    int length = content.readableBytes();
    int at = content.readerIndex() - CHANNEL_HEADER;
    content.setShort(at, number).setShort(at + 2, length).readerIndex(at);
    // RFC 8656 §12.5: padding is for streams; over UDP it is not required, and costs bytes.
    if (stream) {
      content.writeZero(-length & 3);
    }
  }

  void dataIndication(ByteBuf content, long high, long low, int port) {
    boolean v4 = high == 0 && low >>> 32 == 0xFFFF;
    int addressLength = v4 ? 8 : 20;
    int length = content.readableBytes();
    int padding = -length & 3;
    int attributes = 4 + addressLength + 4 + length + padding;
    int start = content.readerIndex() - STUN_HEADER - 4 - addressLength - 4;
    long id = ++transaction;
    content
        .setShort(start, TYPE_DATA_INDICATION)
        .setShort(start + 2, attributes)
        .setInt(start + 4, MAGIC_COOKIE)
        .setInt(start + 8, 0)
        .setLong(start + 12, id);
    int at = start + STUN_HEADER;
    content
        .setShort(at, XOR_PEER_ADDRESS)
        .setShort(at + 2, addressLength)
        .setShort(at + 4, v4 ? 0x01 : 0x02)
        .setShort(at + 6, port ^ MAGIC_COOKIE >>> 16);
    if (v4) {
      content.setInt(at + 8, (int) low ^ MAGIC_COOKIE);
    } else {
      content.setLong(at + 8, high ^ (long) MAGIC_COOKIE << 32).setLong(at + 16, low ^ id);
    }
    at += 4 + addressLength;
    content.setShort(at, DATA).setShort(at + 2, length);
    content.readerIndex(start).writeZero(padding);
  }
}
