package org.parley.signaling.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class RequestRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final RequestRate rate = new RequestRate();
  private long now = Long.MAX_VALUE - SECOND;

  @Test
  void aBurstPassesThenTenASecond() {
    InetAddress client = InetAddress.ofLiteral("192.0.2.1");
    for (int i = 0; i < 50; i++) {
      assertTrue(rate.allows(client, now));
    }
    assertFalse(rate.allows(client, now));
    assertTrue(rate.allows(InetAddress.ofLiteral("192.0.2.2"), now));

    now += 2 * SECOND;
    for (int i = 0; i < 20; i++) {
      assertTrue(rate.allows(client, now));
    }
    assertFalse(rate.allows(client, now));
  }

  @Test
  void addressesOfOneSubnetOfIpv6AreOne() {
    for (int i = 1; i <= 50; i++) {
      assertTrue(rate.allows(InetAddress.ofLiteral("2001:db8::" + i), now));
    }
    assertFalse(rate.allows(InetAddress.ofLiteral("2001:db8::ffff"), now));
    assertTrue(rate.allows(InetAddress.ofLiteral("2001:db8:0:1::1"), now));
  }
}
