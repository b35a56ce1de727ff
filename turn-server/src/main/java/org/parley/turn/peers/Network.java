package org.parley.turn.peers;

import java.net.InetAddress;

/**
 * A network in CIDR notation.
 *
 * @param prefix in bits of the 128, for IPv4 96 more than written
 */
public record Network(IpAddress base, int prefix) {
  private static final int V4_OFFSET = 96;

  public Network {
    if (prefix < 0 || prefix > 128) {
      throw new IllegalArgumentException("prefix out of 0-128: " + prefix);
    }
    base = new IpAddress(base.high() & highMask(prefix), base.low() & lowMask(prefix));
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or an address alone.
   *
   * @throws IllegalArgumentException saying what is wrong with the text
   */
  public static Network parse(String text) {
    int slash = text.indexOf('/');
    String address = (slash < 0 ? text : text.substring(0, slash)).strip();
    try {
      IpAddress base = IpAddress.of(InetAddress.ofLiteral(address));
      int offset = address.indexOf(':') < 0 ? V4_OFFSET : 0;
      int prefix = slash < 0 ? 128 : offset + Integer.parseInt(text.substring(slash + 1).strip());
      return new Network(base, prefix < offset ? -1 : prefix);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a network: write 192.0.2.0/24, 2001:db8::/32 or one address", e);
    }
  }

  static Network of(IpAddress address) {
    return new Network(address, 128);
  }

  public boolean contains(IpAddress address) {
    return (address.high() & highMask(prefix)) == base.high()
        && (address.low() & lowMask(prefix)) == base.low();
  }

  private static long highMask(int prefix) {
    return prefix == 0 ? 0 : prefix >= 64 ? -1 : -1L << 64 - prefix;
  }

  private static long lowMask(int prefix) {
    return prefix <= 64 ? 0 : -1L << 128 - prefix;
  }

  @Override
  public String toString() {
    return base + "/" + (base.isV4() && prefix >= V4_OFFSET ? prefix - V4_OFFSET : prefix);
  }
}
