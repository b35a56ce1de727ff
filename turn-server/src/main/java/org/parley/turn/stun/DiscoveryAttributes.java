package org.parley.turn.stun;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of {@link DiscoveryAttribute}s on the wire. */
final class DiscoveryAttributes {
  // RFC 5780 §7.2: the second and third bit from the end.
  private static final int CHANGE_IP = 0x4;
  private static final int CHANGE_PORT = 0x2;

  private DiscoveryAttributes() {}

  static StunAttribute decode(int type, ByteBuffer value) {
    StunAttribute attribute =
        switch (type) {
          case AttributeType.CHANGE_REQUEST ->
              value.remaining() == 4 ? changeRequest(value.getInt()) : null;
          // RFC 5780 §7.5: a port, then two reserved bytes.
          case AttributeType.RESPONSE_PORT ->
              value.remaining() == 4
                  ? new DiscoveryAttribute.ResponsePort(value.getShort() & 0xFFFF)
                  : null;
          case AttributeType.PADDING -> new DiscoveryAttribute.Padding(value.remaining());
          case AttributeType.RESPONSE_ORIGIN ->
              address(value, DiscoveryAttribute.ResponseOrigin::new);
          case AttributeType.OTHER_ADDRESS -> address(value, DiscoveryAttribute.OtherAddress::new);
          default -> new StunAttribute.Unknown(type);
        };
    return attribute == null ? new StunAttribute.Unreadable(type) : attribute;
  }

  private static DiscoveryAttribute changeRequest(int word) {
    return new DiscoveryAttribute.ChangeRequest((word & CHANGE_IP) != 0, (word & CHANGE_PORT) != 0);
  }

  private static @Nullable StunAttribute address(
      ByteBuffer value, Function<InetSocketAddress, StunAttribute> attribute) {
    InetSocketAddress address = AddressCodec.decode(value, null);
    return address == null ? null : attribute.apply(address);
  }

  static byte[] encode(DiscoveryAttribute attribute) {
    return switch (attribute) {
      case DiscoveryAttribute.ChangeRequest a ->
          word((a.ip() ? CHANGE_IP : 0) | (a.port() ? CHANGE_PORT : 0));
      case DiscoveryAttribute.ResponsePort a -> word(a.port() << 16);
      case DiscoveryAttribute.ResponseOrigin a -> AddressCodec.encode(a.address(), null);
      case DiscoveryAttribute.OtherAddress a -> AddressCodec.encode(a.address(), null);
      case DiscoveryAttribute.Padding a -> {
        byte[] spaces = new byte[a.length()];
        Arrays.fill(spaces, (byte) ' ');
        yield spaces;
      }
    };
  }

  private static byte[] word(int word) {
    return ByteBuffer.allocate(4).putInt(word).array();
  }
}
