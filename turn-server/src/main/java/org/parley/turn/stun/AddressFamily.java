package org.parley.turn.stun;

import java.net.Inet4Address;
import java.net.InetSocketAddress;

/** RFC 8489 §14.1. */
public enum AddressFamily {
  IPV4(0x01),
  IPV6(0x02);

  final int number;

  AddressFamily(int number) {
    this.number = number;
  }

  public static AddressFamily of(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address ? IPV4 : IPV6;
  }
}
