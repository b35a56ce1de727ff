package org.parley.turn.stun;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The value that MAPPED-ADDRESS, XOR-MAPPED-ADDRESS and their kin share (RFC 8489 §14.1, §14.2).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0 0 0 0 0 0 0|    family     |             port              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                address (32 bits or 128 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
final class AddressCodec {
  private static final int IPV4 = 0x01;
  private static final int IPV6 = 0x02;

  private AddressCodec() {}

  static byte[] encode(InetSocketAddress address, @Nullable TransactionId xor) {
    byte[] ip = address.getAddress().getAddress();
    ByteBuffer value = ByteBuffer.allocate(4 + ip.length);
    int family = address.getAddress() instanceof Inet4Address ? IPV4 : IPV6;
    int port =
        xor == null ? address.getPort() : address.getPort() ^ StunMessage.MAGIC_COOKIE >>> 16;
    value.putShort((short) family).putShort((short) port).put(mask(ip, xor));
    return value.array();
  }

  /** Null when the value is not an address. */
  static @Nullable InetSocketAddress decode(ByteBuffer value, @Nullable TransactionId xor) {
    if (value.remaining() < 8) {
      return null;
    }
    int family = value.getShort() & 0xFF;
    int port = value.getShort() & 0xFFFF;
    int length = family == IPV4 ? 4 : family == IPV6 ? 16 : -1;
    if (value.remaining() != length) {
      return null;
    }
    byte[] ip = new byte[length];
    value.get(ip);
    if (xor != null) {
      port ^= StunMessage.MAGIC_COOKIE >>> 16;
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(mask(ip, xor)), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are addresses", e);
    }
  }

  private static byte[] mask(byte[] ip, @Nullable TransactionId xor) {
    if (xor == null) {
      return ip;
    }
    byte[] key =
        ByteBuffer.allocate(16)
            .putInt(StunMessage.MAGIC_COOKIE)
            .putInt(xor.high())
            .putLong(xor.low())
            .array();
    for (int i = 0; i < ip.length; i++) {
      ip[i] ^= key[i];
    }
    return ip;
  }
}
