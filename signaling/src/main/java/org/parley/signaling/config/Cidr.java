package org.parley.signaling.config;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A network (RFC 4632, RFC 4291 section 2.3).
 *
 * @param address its bits behind the prefix are zero
 */
public record Cidr(InetAddress address, int prefix) {
  public Cidr {
    byte[] bits = address.getAddress();
    if (prefix < 0 || prefix > bits.length * 8) {
      throw new IllegalArgumentException("Prefix out of bounds: " + prefix);
    }
    if (!Arrays.equals(masked(bits, prefix), bits)) {
      throw new IllegalArgumentException("Bits behind the prefix are set: " + address);
    }
  }

  /** Whether an address of the same family lies in this network. */
  public boolean contains(InetAddress candidate) {
    byte[] bits = candidate.getAddress();
    byte[] network = address.getAddress();
    return bits.length == network.length && Arrays.equals(masked(bits, prefix), network);
  }

  private static byte[] masked(byte[] address, int prefix) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int bits = Math.clamp(prefix - i * 8L, 0, 8);
      masked[i] = (byte) (address[i] & (0xFF00 >> bits));
    }
    return masked;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefix;
  }
}
