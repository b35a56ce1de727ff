package org.parley.media.transport.ice;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message whose framing has been checked (RFC 8489 section 5), as far as ICE needs it.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class StunMessage {
  static final int HEADER = 20;
  private static final int MAX_LENGTH = 1500;
  static final int MAGIC_COOKIE = 0x2112A442;
  static final int BINDING_REQUEST = 0x0001;
  static final int BINDING_SUCCESS = 0x0101;
  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  private static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
  static final int PRIORITY = 0x0024;
  private static final int USE_CANDIDATE = 0x0025;
  static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  private static final int ICE_CONTROLLING = 0x802A;
  static final int FINGERPRINT_XOR = 0x5354554E;

  /** With their headers. */
  static final int INTEGRITY_LENGTH = 24;

  static final int FINGERPRINT_LENGTH = 8;

  /** RFC 8489 section 14: a receiver must understand the types below. */
  private static final int COMPREHENSION_OPTIONAL = 0x8000;

  /** RFC 8489 section 14.3: 508 bytes are the longest valid USERNAME. */
  private static final int MAX_USERNAME = 508;

  private final byte[] bytes;
  private int integrityOffset = -1;
  private int usernameOffset = -1;
  private int usernameLength;
  private boolean priority;
  private boolean useCandidate;
  private boolean fingerprint;
  private int controlling;

  /** Something that makes it another message than a controlling agent's plain check. */
  private boolean unusual;

  private StunMessage(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns null if {@code packet} is not one whole, well-formed STUN message. */
  public static @Nullable StunMessage parse(ByteBuf packet) {
    int length = packet.readableBytes();
    if (length < HEADER || length > MAX_LENGTH) {
      return null;
    }
    byte[] bytes = new byte[length];
    packet.getBytes(packet.readerIndex(), bytes);
    StunMessage message = new StunMessage(bytes);
    return message.headerIsValid() && message.attributesAreValid() ? message : null;
  }

  private boolean headerIsValid() {
    return (bytes[0] & 0xC0) == 0
        && u16(2) == bytes.length - HEADER
        && (bytes.length & 3) == 0
        && u16(4) == MAGIC_COOKIE >>> 16
        && u16(6) == (MAGIC_COOKIE & 0xFFFF);
  }

  private boolean attributesAreValid() {
    int offset = HEADER;
    long seen = 0;
    while (offset < bytes.length) {
      int type = u16(offset);
      int length = u16(offset + 2);
      int end = offset + 4 + ((length + 3) & ~3);
      if (end > bytes.length || !attributeIsValid(type, length, offset, end)) {
        return false;
      }
      // RFC 8489 section 14 lets a receiver ignore repetitions, but decoders differ in which one
      // they take, so a message that repeats what we decide by is none.
      if (type < 64) {
        if ((seen & 1L << type) != 0) {
          return false;
        }
        seen |= 1L << type;
      }
      offset = end;
    }
    return true;
  }

  private boolean attributeIsValid(int type, int length, int offset, int end) {
    // RFC 8489 section 14.5: nothing but FINGERPRINT and the other integrity counts after it.
    if (integrityOffset >= 0 && type != FINGERPRINT && type != MESSAGE_INTEGRITY_SHA256) {
      return false;
    }
    return switch (type) {
      case USERNAME -> {
        usernameOffset = offset + 4;
        usernameLength = length;
        yield length <= MAX_USERNAME;
      }
      case MESSAGE_INTEGRITY -> {
        integrityOffset = offset;
        yield length == 20;
      }
      case PRIORITY -> {
        priority = true;
        yield length == 4;
      }
      case USE_CANDIDATE -> {
        useCandidate = true;
        yield length == 0;
      }
      case ICE_CONTROLLED -> {
        unusual = true;
        yield length == 8;
      }
      case ICE_CONTROLLING -> {
        controlling++;
        yield length == 8;
      }
      // RFC 8489 section 14.7: it is the last attribute.
      case FINGERPRINT -> {
        fingerprint = true;
        yield length == 4 && end == bytes.length && fingerprintMatches(offset);
      }
      default -> {
        unusual |= type < COMPREHENSION_OPTIONAL;
        yield true;
      }
    };
  }

  private boolean fingerprintMatches(int offset) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, offset);
    return ((int) crc.getValue() ^ FINGERPRINT_XOR) == i32(offset + 4);
  }

  public boolean isBindingRequest() {
    return u16(0) == BINDING_REQUEST;
  }

  /** It has no USERNAME: whom it is for shows in where it comes from. */
  public boolean isBindingSuccess() {
    return u16(0) == BINDING_SUCCESS;
  }

  /**
   * Whether it has all that a controlling agent's check must have (RFC 8445 section 7.1) and
   * nothing else that we would have to understand.
   */
  boolean isPlainCheck() {
    return isBindingRequest()
        && usernameOffset >= 0
        && integrityOffset >= 0
        && priority
        && controlling == 1
        && fingerprint
        && !unusual;
  }

  boolean usesCandidate() {
    return useCandidate;
  }

  /** The receiver's user name fragment, or null without USERNAME (RFC 8445 section 7.2.2). */
  public @Nullable String localUfrag() {
    if (usernameOffset < 0) {
      return null;
    }
    int end = usernameOffset;
    while (end < usernameOffset + usernameLength && bytes[end] != ':') {
      end++;
    }
    return new String(bytes, usernameOffset, end - usernameOffset, StandardCharsets.UTF_8);
  }

  /**
   * @param username the receiver's fragment, a colon, the sender's
   */
  boolean hasUsername(byte[] username) {
    return usernameOffset >= 0
        && Arrays.equals(
            bytes, usernameOffset, usernameOffset + usernameLength, username, 0, username.length);
  }

  /** The first eight bytes of the transaction id. */
  long transactionHead() {
    return (long) i32(8) << 32 | i32(12) & 0xFFFFFFFFL;
  }

  /** Its other four. */
  int transactionTail() {
    return i32(16);
  }

  byte[] bytes() {
    return bytes;
  }

  /** RFC 8489 section 14.5; {@code mac} is HMAC-SHA1 keyed with the password of who was asked. */
  boolean integrityMatches(Mac mac) {
    if (integrityOffset < 0) {
      return false;
    }
    // The length counts up to the end of MESSAGE-INTEGRITY.
    int length = integrityOffset + INTEGRITY_LENGTH - HEADER;
    mac.update(bytes, 0, 2);
    mac.update((byte) (length >>> 8));
    mac.update((byte) length);
    mac.update(bytes, 4, integrityOffset - 4);
    byte[] expected = mac.doFinal();
    // All bytes are looked at, so that the time tells nothing about the first that differs.
    int difference = 0;
    for (int i = 0; i < expected.length; i++) {
      difference |= expected[i] ^ bytes[integrityOffset + 4 + i];
    }
    return difference == 0;
  }

  private int i32(int offset) {
    return u16(offset) << 16 | u16(offset + 2);
  }

  private int u16(int offset) {
    return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
  }
}
