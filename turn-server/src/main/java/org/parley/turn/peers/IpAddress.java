package org.parley.turn.peers;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * 128 bits; an IPv4 address is its IPv4-mapped form (RFC 4291 §2.5.5.2), and so the same as that.
 */
public record IpAddress(long high, long low) {
  private static final long V4_MAPPED = 0xFFFFL << 32;

  static IpAddress v4(long bits) {
    return new IpAddress(0, V4_MAPPED | bits & 0xFFFF_FFFFL);
  }

  public static IpAddress of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4
        ? v4(bytes.getInt())
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  public boolean isV4() {
    return high == 0 && low >>> 32 == 0xFFFF;
  }

  public InetAddress toInetAddress() {
    ByteBuffer bytes = ByteBuffer.allocate(isV4() ? 4 : 16);
    if (isV4()) {
      bytes.putInt((int) low);
    } else {
      bytes.putLong(high).putLong(low);
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are addresses", e);
    }
  }

  /** The IPv4 addresses at which a packet to this IPv6 address may come out. */
  List<IpAddress> embedded() {
    List<IpAddress> found = new ArrayList<>(2);
    // IPv4-compatible (RFC 4291 §2.5.5.1); :: and ::1 are addresses of their own.
    boolean compatible = high == 0 && low >>> 32 == 0 && low > 1;
    // IPv4-translated (RFC 2765 §2.1).
    boolean translated = high == 0 && low >>> 32 == 0xFFFF_0000L;
    // NAT64 (RFC 6052 §2.1).
    boolean nat64 = high == 0x0064_FF9B_0000_0000L && low >>> 32 == 0;
    // ISATAP (RFC 5214 §6.1), with the universal bit or without.
    boolean isatap = (low >>> 32 & 0xFCFF_FFFFL) == 0x5EFE;
    if (compatible || translated || nat64 || isatap) {
      found.add(v4(low));
    }
    // 6to4 (RFC 3056 §2).
    if (high >>> 48 == 0x2002) {
      found.add(v4(high >>> 16));
    }
    // Teredo: the server, and the client with its bits inverted (RFC 4380 §4).
    if (high >>> 32 == 0x2001_0000L) {
      found.add(v4(high));
      found.add(v4(~low));
    }
    return found;
  }

  @Override
  public String toString() {
    return toInetAddress().getHostAddress();
  }
}
