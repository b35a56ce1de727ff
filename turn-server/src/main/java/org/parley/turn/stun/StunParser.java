package org.parley.turn.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunDecoding.Malformed;
import org.parley.turn.stun.StunDecoding.Parsed;

/** Reads one STUN message that fills the given bytes. */
public final class StunParser {
  private static final int MAX_USERNAME = 508;
  private static final int MAX_TEXT = 763;
  private static final int MIN_SHA256_LENGTH = 16;

  private final byte[] bytes;
  private final TransactionId transactionId;
  private final List<StunAttribute> attributes = new ArrayList<>(8);
  private int sha1At = StunPacket.ABSENT;
  private int sha256At = StunPacket.ABSENT;
  private StunPacket.Fingerprint fingerprint = StunPacket.Fingerprint.ABSENT;

  private StunParser(byte[] bytes, TransactionId transactionId) {
    this.bytes = bytes;
    this.transactionId = transactionId;
  }

  /** The bytes are kept in the result and must not change afterwards. */
  public static StunDecoding parse(byte[] bytes) {
    if (bytes.length < StunMessage.HEADER_LENGTH) {
      return new Malformed("shorter than a header");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    int type = header.getShort() & 0xFFFF;
    int length = header.getShort() & 0xFFFF;
    // RFC 8489 §6.3: first two bits, magic cookie and a sensible length, or it is discarded.
    if (type >= 0x4000) {
      return new Malformed("first two bits are not zero");
    }
    if (header.getInt() != StunMessage.MAGIC_COOKIE) {
      return new Malformed("no magic cookie");
    }
    if (length % 4 != 0 || length != bytes.length - StunMessage.HEADER_LENGTH) {
      return new Malformed("length does not match");
    }
    TransactionId id = new TransactionId(header.getInt(), header.getLong());
    StunParser parser = new StunParser(bytes, id);
    String fault = parser.readAttributes();
    if (fault != null) {
      return new Malformed(fault);
    }
    StunMessage message = new StunMessage(stunClass(type), method(type), id, parser.attributes);
    return new Parsed(
        new StunPacket(message, bytes, parser.sha1At, parser.sha256At, parser.fingerprint));
  }

  /** RFC 8489 §5: the class bits lie at 8 and 4 among the method's. */
  private static StunClass stunClass(int type) {
    return StunClass.values()[(type >>> 7 & 0b10) | (type >>> 4 & 0b01)];
  }

  private static int method(int type) {
    return (type & 0x3E00) >>> 2 | (type & 0x00E0) >>> 1 | (type & 0x000F);
  }

  private @Nullable String readAttributes() {
    int at = StunMessage.HEADER_LENGTH;
    while (at < bytes.length) {
      // RFC 8489 §14.7: FINGERPRINT is the last attribute.
      if (fingerprint != StunPacket.Fingerprint.ABSENT) {
        return "attribute after FINGERPRINT";
      }
      int type = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
      int length = (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
      int padded = length + 3 & ~3;
      if (padded > bytes.length - at - 4) {
        return "attribute longer than the message";
      }
      String fault = readAttribute(type, at, length);
      if (fault != null) {
        return fault;
      }
      at += 4 + padded;
    }
    return null;
  }

  private @Nullable String readAttribute(int type, int at, int length) {
    if (type == AttributeType.FINGERPRINT) {
      if (length != Protection.FINGERPRINT_LENGTH) {
        return "FINGERPRINT of wrong length";
      }
      boolean right = value(at, length).getInt() == Protection.fingerprint(bytes, at);
      fingerprint = right ? StunPacket.Fingerprint.VALID : StunPacket.Fingerprint.WRONG;
      return null;
    }
    if (sha256At != StunPacket.ABSENT) {
      return null;
    }
    if (type == AttributeType.MESSAGE_INTEGRITY_SHA256) {
      if (length < MIN_SHA256_LENGTH || length > Integrity.SHA256.length || length % 4 != 0) {
        return "MESSAGE-INTEGRITY-SHA256 of wrong length";
      }
      sha256At = at;
      return null;
    }
    // RFC 8489 §14.5: what follows is not protected and ignored, but for the two handled above.
    if (sha1At != StunPacket.ABSENT) {
      return null;
    }
    if (type == AttributeType.MESSAGE_INTEGRITY) {
      if (length != Integrity.SHA1.length) {
        return "MESSAGE-INTEGRITY of wrong length";
      }
      sha1At = at;
      return null;
    }
    StunAttribute attribute = decode(type, value(at, length));
    if (attribute == null) {
      return "bad value of attribute 0x" + Integer.toHexString(type);
    }
    attributes.add(attribute);
    return null;
  }

  private ByteBuffer value(int at, int length) {
    return ByteBuffer.wrap(bytes, at + 4, length).slice();
  }

  /** Null when the value is not one of that type. */
  private @Nullable StunAttribute decode(int type, ByteBuffer value) {
    return switch (type) {
      case AttributeType.MAPPED_ADDRESS -> address(value, null, StunAttribute.MappedAddress::new);
      case AttributeType.XOR_MAPPED_ADDRESS ->
          address(value, transactionId, StunAttribute.XorMappedAddress::new);
      case AttributeType.ALTERNATE_SERVER ->
          address(value, null, StunAttribute.AlternateServer::new);
      case AttributeType.USERNAME -> text(value, MAX_USERNAME, StunAttribute.Username::new);
      case AttributeType.REALM -> text(value, MAX_TEXT, StunAttribute.Realm::new);
      case AttributeType.NONCE -> text(value, MAX_TEXT, StunAttribute.Nonce::new);
      case AttributeType.SOFTWARE -> text(value, MAX_TEXT, StunAttribute.Software::new);
      case AttributeType.ALTERNATE_DOMAIN ->
          text(value, MAX_TEXT, StunAttribute.AlternateDomain::new);
      case AttributeType.ERROR_CODE -> errorCode(value);
      case AttributeType.UNKNOWN_ATTRIBUTES -> unknownAttributes(value);
      case AttributeType.PRIORITY ->
          value.remaining() == 4 ? new StunAttribute.Priority(value.getInt()) : null;
      case AttributeType.USE_CANDIDATE ->
          value.remaining() == 0 ? new StunAttribute.UseCandidate() : null;
      case AttributeType.ICE_CONTROLLED ->
          value.remaining() == 8 ? new StunAttribute.IceControlled(value.getLong()) : null;
      case AttributeType.ICE_CONTROLLING ->
          value.remaining() == 8 ? new StunAttribute.IceControlling(value.getLong()) : null;
      case AttributeType.CHANGE_REQUEST,
          AttributeType.PADDING,
          AttributeType.RESPONSE_PORT,
          AttributeType.RESPONSE_ORIGIN,
          AttributeType.OTHER_ADDRESS ->
          DiscoveryAttributes.decode(type, value);
      default -> TurnAttributes.decode(type, value, transactionId);
    };
  }

  private static @Nullable StunAttribute address(
      ByteBuffer value,
      @Nullable TransactionId xor,
      Function<InetSocketAddress, StunAttribute> attribute) {
    InetSocketAddress address = AddressCodec.decode(value, xor);
    return address == null ? null : attribute.apply(address);
  }

  private static @Nullable StunAttribute text(
      ByteBuffer value, int max, Function<String, StunAttribute> attribute) {
    return value.remaining() > max ? null : attribute.apply(string(value));
  }

  /** What is left of a value that is a slice of an array. */
  static String string(ByteBuffer value) {
    return new String(
        value.array(),
        value.arrayOffset() + value.position(),
        value.remaining(),
        StandardCharsets.UTF_8);
  }

  /** RFC 8489 §14.8: 21 bits reserved, the hundreds in 3, the rest in 8, then the reason. */
  private static @Nullable StunAttribute errorCode(ByteBuffer value) {
    if (value.remaining() < 4) {
      return null;
    }
    int word = value.getInt();
    int hundreds = word >>> 8 & 0b111;
    int rest = word & 0xFF;
    if (hundreds < 3 || hundreds > 6 || rest > 99) {
      return null;
    }
    int code = hundreds * 100 + rest;
    return text(value, MAX_TEXT, reason -> new StunAttribute.ErrorCode(code, reason));
  }

  private static @Nullable StunAttribute unknownAttributes(ByteBuffer value) {
    if (value.remaining() % 2 != 0) {
      return null;
    }
    List<Integer> types = new ArrayList<>(value.remaining() / 2);
    while (value.hasRemaining()) {
      types.add(value.getShort() & 0xFFFF);
    }
    return new StunAttribute.UnknownAttributes(types);
  }
}
