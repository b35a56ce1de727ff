package org.parley.signaling.api;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often one address may ask: bursts pass, and so does what many behind one NAT need. */
final class RequestRate {
  private static final int BURST = 50;
  private static final long NANOS_EACH = 100_000_000L;
  private static final int MAX_ADDRESSES = 10_000;
  private static final int SUBNET_BYTES = 8;

  /** When each would have used up nothing; the address that asked least recently goes first. */
  private final Map<String, Long> fullAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  synchronized boolean allows(InetAddress client, long nowNanos) {
    byte[] address = client.getAddress();
    // Whoever has one IPv6 address has 2^64.
    byte[] subnet = Arrays.copyOf(address, Math.min(address.length, SUBNET_BYTES));
    String key = HexFormat.of().formatHex(subnet);
    long full = fullAt.getOrDefault(key, nowNanos);
    full = full - nowNanos < 0 ? nowNanos : full;
    if (full - nowNanos > (BURST - 1) * NANOS_EACH) {
      return false;
    }
    fullAt.put(key, full + NANOS_EACH);
    return true;
  }
}
