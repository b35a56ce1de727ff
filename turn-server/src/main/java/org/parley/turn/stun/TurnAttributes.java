package org.parley.turn.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of {@link TurnAttribute}s on the wire. */
final class TurnAttributes {
  private static final int USERHASH_LENGTH = 32;
  private static final int MAX_ICMP_CODE = 0x1FF;

  private TurnAttributes() {}

  static StunAttribute decode(int type, ByteBuffer value, TransactionId id) {
    StunAttribute attribute =
        switch (type) {
          case AttributeType.XOR_PEER_ADDRESS ->
              address(value, id, TurnAttribute.XorPeerAddress::new);
          case AttributeType.XOR_RELAYED_ADDRESS ->
              address(value, id, TurnAttribute.XorRelayedAddress::new);
          case AttributeType.DATA -> new TurnAttribute.Data(value);
          case AttributeType.MOBILITY_TICKET -> new TurnAttribute.MobilityTicket(value);
          case AttributeType.USERHASH ->
              value.remaining() == USERHASH_LENGTH ? new TurnAttribute.Userhash(value) : null;
          case AttributeType.PASSWORD_ALGORITHMS -> passwordAlgorithms(value);
          case AttributeType.PASSWORD_ALGORITHM -> passwordAlgorithm(value);
          case AttributeType.ADDRESS_ERROR_CODE -> addressErrorCode(value);
          case AttributeType.DONT_FRAGMENT ->
              value.hasRemaining() ? null : new TurnAttribute.DontFragment();
          case AttributeType.EVEN_PORT ->
              value.remaining() == 1 ? new TurnAttribute.EvenPort(value.get() < 0) : null;
          case AttributeType.RESERVATION_TOKEN ->
              value.remaining() == 8 ? new TurnAttribute.ReservationToken(value.getLong()) : null;
          case AttributeType.ICMP -> icmp(value);
          case AttributeType.CHANNEL_NUMBER,
              AttributeType.CONNECTION_ID,
              AttributeType.LIFETIME,
              AttributeType.REQUESTED_ADDRESS_FAMILY,
              AttributeType.ADDITIONAL_ADDRESS_FAMILY,
              AttributeType.REQUESTED_TRANSPORT ->
              value.remaining() == 4 ? word(type, value.getInt()) : null;
          default -> new StunAttribute.Unknown(type);
        };
    return attribute == null ? new StunAttribute.Unreadable(type) : attribute;
  }

  /** One word; all but LIFETIME leave its end reserved (RFC 8656 §18). */
  private static TurnAttribute word(int type, int word) {
    return switch (type) {
      case AttributeType.CHANNEL_NUMBER -> new TurnAttribute.ChannelNumber(word >>> 16);
      case AttributeType.CONNECTION_ID -> new TurnAttribute.ConnectionId(word);
      case AttributeType.LIFETIME -> new TurnAttribute.Lifetime(Integer.toUnsignedLong(word));
      case AttributeType.REQUESTED_ADDRESS_FAMILY ->
          new TurnAttribute.RequestedAddressFamily(family(word >>> 24));
      case AttributeType.ADDITIONAL_ADDRESS_FAMILY ->
          new TurnAttribute.AdditionalAddressFamily(family(word >>> 24));
      default -> new TurnAttribute.RequestedTransport(word >>> 24);
    };
  }

  private static @Nullable AddressFamily family(int number) {
    for (AddressFamily family : AddressFamily.values()) {
      if (family.number == number) {
        return family;
      }
    }
    return null;
  }

  private static @Nullable StunAttribute address(
      ByteBuffer value, TransactionId id, Function<InetSocketAddress, StunAttribute> attribute) {
    InetSocketAddress address = AddressCodec.decode(value, id);
    return address == null ? null : attribute.apply(address);
  }

  private static @Nullable StunAttribute passwordAlgorithms(ByteBuffer value) {
    List<PasswordAlgorithm> algorithms = new ArrayList<>();
    while (value.hasRemaining()) {
      PasswordAlgorithm algorithm = readAlgorithm(value);
      if (algorithm == null) {
        return null;
      }
      algorithms.add(algorithm);
    }
    return new TurnAttribute.PasswordAlgorithms(algorithms);
  }

  private static @Nullable StunAttribute passwordAlgorithm(ByteBuffer value) {
    PasswordAlgorithm algorithm = readAlgorithm(value);
    return algorithm == null || value.hasRemaining()
        ? null
        : new TurnAttribute.ChosenPasswordAlgorithm(algorithm);
  }

  /** RFC 8489 §14.12: number, length of the parameters, parameters padded to a word. */
  private static @Nullable PasswordAlgorithm readAlgorithm(ByteBuffer value) {
    if (value.remaining() < 4) {
      return null;
    }
    int number = value.getShort() & 0xFFFF;
    int padded = (value.getShort() & 0xFFFF) + 3 & ~3;
    if (value.remaining() < padded) {
      return null;
    }
    value.position(value.position() + padded);
    return new PasswordAlgorithm(number);
  }

  private static @Nullable StunAttribute addressErrorCode(ByteBuffer value) {
    if (value.remaining() < 4) {
      return null;
    }
    int word = value.getInt();
    AddressFamily family = family(word >>> 24);
    int hundreds = word >>> 8 & 0b111;
    int rest = word & 0xFF;
    if (family == null || hundreds < 3 || hundreds > 6 || rest > 99) {
      return null;
    }
    String reason = StunParser.string(value);
    return new TurnAttribute.AddressErrorCode(family, hundreds * 100 + rest, reason);
  }

  /** RFC 8656 §18.13: 16 bits reserved, 7 of type, 9 of code, a word of data. */
  private static @Nullable StunAttribute icmp(ByteBuffer value) {
    if (value.remaining() != 8) {
      return null;
    }
    int word = value.getInt();
    return new TurnAttribute.Icmp(word >>> 9 & 0x7F, word & MAX_ICMP_CODE, value.getInt());
  }

  static byte[] encode(TurnAttribute attribute, TransactionId id) {
    return switch (attribute) {
      case TurnAttribute.ChannelNumber a -> word(a.number() << 16);
      case TurnAttribute.Lifetime a -> word((int) a.seconds());
      case TurnAttribute.XorPeerAddress a -> AddressCodec.encode(a.address(), id);
      case TurnAttribute.XorRelayedAddress a -> AddressCodec.encode(a.address(), id);
      case TurnAttribute.Data a -> bytes(a.value());
      case TurnAttribute.RequestedAddressFamily a -> word(number(a.family()) << 24);
      case TurnAttribute.AdditionalAddressFamily a -> word(number(a.family()) << 24);
      case TurnAttribute.EvenPort a -> new byte[] {(byte) (a.reserve() ? 0x80 : 0)};
      case TurnAttribute.RequestedTransport a -> word(a.protocol() << 24);
      case TurnAttribute.DontFragment _ -> new byte[0];
      case TurnAttribute.ReservationToken a -> ByteBuffer.allocate(8).putLong(a.token()).array();
      case TurnAttribute.AddressErrorCode a -> {
        byte[] reason = a.reason().getBytes(StandardCharsets.UTF_8);
        int word = number(a.family()) << 24 | a.code() / 100 << 8 | a.code() % 100;
        yield ByteBuffer.allocate(4 + reason.length).putInt(word).put(reason).array();
      }
      case TurnAttribute.Icmp a ->
          ByteBuffer.allocate(8)
              .putInt((a.icmpType() & 0x7F) << 9 | a.code() & MAX_ICMP_CODE)
              .putInt(a.data())
              .array();
      case TurnAttribute.ConnectionId a -> word(a.id());
      case TurnAttribute.MobilityTicket a -> bytes(a.value());
      case TurnAttribute.Userhash a -> bytes(a.value());
      case TurnAttribute.PasswordAlgorithms a -> {
        ByteBuffer value = ByteBuffer.allocate(4 * a.algorithms().size());
        a.algorithms().forEach(algorithm -> value.putInt(algorithm.number() << 16));
        yield value.array();
      }
      case TurnAttribute.ChosenPasswordAlgorithm a -> word(a.algorithm().number() << 16);
    };
  }

  private static int number(@Nullable AddressFamily family) {
    return family == null ? 0 : family.number;
  }

  private static byte[] word(int word) {
    return ByteBuffer.allocate(4).putInt(word).array();
  }

  private static byte[] bytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return bytes;
  }
}
