package org.parley.turn.stun;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes STUN messages; padding is zero. */
public final class StunEncoder {
  private StunEncoder() {}

  /** The message without integrity, with a FINGERPRINT if asked for. */
  public static byte[] encode(StunMessage message, boolean fingerprint) {
    return encode(message, Integrity.SHA1, null, fingerprint);
  }

  /** The message with MESSAGE-INTEGRITY under the key and a FINGERPRINT, as ICE wants it. */
  public static byte[] encodeProtected(StunMessage message, byte[] key) {
    return encode(message, Integrity.SHA1, key, true);
  }

  /** The message protected as asked for. */
  public static byte[] encodeProtected(
      StunMessage message, Integrity integrity, byte[] key, boolean fingerprint) {
    return encode(message, integrity, key, fingerprint);
  }

  private static byte[] encode(
      StunMessage message, Integrity algorithm, byte @Nullable [] key, boolean fingerprint) {
    List<StunAttribute> attributes = message.attributes();
    byte[][] values = new byte[attributes.size()][];
    int length = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = value(attributes.get(i), message.transactionId());
      length += 4 + padded(values[i].length);
    }
    int integrity = key == null ? 0 : 4 + algorithm.length;
    int crc = fingerprint ? 4 + Protection.FINGERPRINT_LENGTH : 0;
    ByteBuffer out = ByteBuffer.allocate(StunMessage.HEADER_LENGTH + length + integrity + crc);
    out.putShort((short) type(message.type(), message.method()))
        .putShort((short) (out.capacity() - StunMessage.HEADER_LENGTH))
        .putInt(StunMessage.MAGIC_COOKIE)
        .putInt(message.transactionId().high())
        .putLong(message.transactionId().low());
    for (int i = 0; i < values.length; i++) {
      put(out, attributes.get(i).type(), values[i]);
    }
    if (key != null) {
      byte[] hmac = Protection.hmac(algorithm, out.array(), out.position(), algorithm.length, key);
      put(out, algorithm.type, hmac);
    }
    if (fingerprint) {
      int value = Protection.fingerprint(out.array(), out.position());
      out.putShort((short) AttributeType.FINGERPRINT).putShort((short) 4).putInt(value);
    }
    return out.array();
  }

  private static int type(StunClass stunClass, int method) {
    int bits = stunClass.ordinal();
    return (method & 0xF80) << 2
        | (method & 0x070) << 1
        | (method & 0x00F)
        | (bits & 0b10) << 7
        | (bits & 0b01) << 4;
  }

  private static void put(ByteBuffer out, int type, byte[] value) {
    out.putShort((short) type).putShort((short) value.length).put(value);
    out.position(out.position() - value.length + padded(value.length));
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }

  private static byte[] value(StunAttribute attribute, TransactionId transactionId) {
    return switch (attribute) {
      case StunAttribute.MappedAddress a -> AddressCodec.encode(a.address(), null);
      case StunAttribute.XorMappedAddress a -> AddressCodec.encode(a.address(), transactionId);
      case StunAttribute.AlternateServer a -> AddressCodec.encode(a.address(), null);
      case StunAttribute.Username a -> a.value().getBytes(StandardCharsets.UTF_8);
      case StunAttribute.Realm a -> a.value().getBytes(StandardCharsets.UTF_8);
      case StunAttribute.Nonce a -> a.value().getBytes(StandardCharsets.UTF_8);
      case StunAttribute.Software a -> a.value().getBytes(StandardCharsets.UTF_8);
      case StunAttribute.AlternateDomain a -> a.domain().getBytes(StandardCharsets.UTF_8);
      case StunAttribute.ErrorCode a -> {
        byte[] reason = a.reason().getBytes(StandardCharsets.UTF_8);
        ByteBuffer value = ByteBuffer.allocate(4 + reason.length);
        value.putInt(a.code() / 100 << 8 | a.code() % 100).put(reason);
        yield value.array();
      }
      case StunAttribute.UnknownAttributes a -> {
        ByteBuffer value = ByteBuffer.allocate(2 * a.types().size());
        a.types().forEach(type -> value.putShort(type.shortValue()));
        yield value.array();
      }
      case StunAttribute.Priority a -> ByteBuffer.allocate(4).putInt(a.value()).array();
      case StunAttribute.UseCandidate _ -> new byte[0];
      case StunAttribute.IceControlled a -> ByteBuffer.allocate(8).putLong(a.tieBreaker()).array();
      case StunAttribute.IceControlling a -> ByteBuffer.allocate(8).putLong(a.tieBreaker()).array();
      case StunAttribute.Unknown _ -> new byte[0];
      case StunAttribute.Unreadable _ -> new byte[0];
      case DiscoveryAttribute a -> DiscoveryAttributes.encode(a);
      case TurnAttribute a -> TurnAttributes.encode(a, transactionId);
    };
  }
}
