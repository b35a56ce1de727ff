package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;
import org.parley.turn.stun.StunMessage;

/**
 * A view of a Send indication (RFC 8656 §11.1) in the buffer in which it came; used again for the
 * next.
 *
 * <p>FINGERPRINT is not checked: what is damaged here is damaged for the peer only.
 */
final class SendIndication {
  private static final int TYPE = 0x0016;
  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int HEADER = 20;
  private static final int XOR_PEER_ADDRESS = 0x0012;
  private static final int DATA = 0x0013;
  private static final int DONT_FRAGMENT = 0x001A;
  private static final int IPV4 = 0x01;
  private static final int IPV6 = 0x02;
  private static final long V4_MAPPED = 0xFFFFL << 32;

  long high;
  long low;
  int port;
  int dataOffset;
  int dataLength;
  boolean dontFragment;
  private boolean hasPeer;

  static boolean is(ByteBuf content) {
    int at = content.readerIndex();
    return content.readableBytes() >= HEADER
        && content.getUnsignedShort(at) == TYPE
        && content.getInt(at + 4) == MAGIC_COOKIE;
  }

  /** False if it is malformed, lacks peer or data, or has what we do not comprehend. */
  boolean read(ByteBuf content) {
    hasPeer = false;
    dataOffset = 0;
    dontFragment = false;
    int base = content.readerIndex();
    int end = content.readableBytes();
    if (content.getUnsignedShort(base + 2) != end - HEADER || end % 4 != 0) {
      return false;
    }
    int at = HEADER;
    while (at < end) {
      int type = content.getUnsignedShort(base + at);
      int length = content.getUnsignedShort(base + at + 2);
      int padded = length + 3 & ~3;
      if (padded > end - at - 4 || !readAttribute(content, type, at + 4, length)) {
        return false;
      }
      at += 4 + padded;
    }
    return hasPeer && dataOffset != 0;
  }

  private boolean readAttribute(ByteBuf content, int type, int at, int length) {
    return switch (type) {
      case XOR_PEER_ADDRESS -> hasPeer || readPeer(content, content.readerIndex() + at, length);
      case DATA -> {
        if (dataOffset == 0) {
          dataOffset = at;
          dataLength = length;
        }
        yield true;
      }
      case DONT_FRAGMENT -> {
        dontFragment = true;
        yield length == 0;
      }
      // RFC 8489 §6.3.2: an indication with an unknown required attribute is discarded.
      default -> StunMessage.comprehends(type);
    };
  }

  private boolean readPeer(ByteBuf content, int at, int length) {
    int family = length < 8 ? 0 : content.getUnsignedByte(at + 1);
    hasPeer = family == IPV4 && length == 8 || family == IPV6 && length == 20;
    if (!hasPeer) {
      return false;
    }
    port = content.getUnsignedShort(at + 2) ^ MAGIC_COOKIE >>> 16;
    if (family == IPV4) {
      high = 0;
      low = V4_MAPPED | Integer.toUnsignedLong(content.getInt(at + 4) ^ MAGIC_COOKIE);
    } else {
      // The mask is the cookie and the transaction id: the 16 bytes from the fourth on.
      int mask = content.readerIndex() + 4;
      high = content.getLong(at + 4) ^ content.getLong(mask);
      low = content.getLong(at + 12) ^ content.getLong(mask + 8);
    }
    return true;
  }
}
