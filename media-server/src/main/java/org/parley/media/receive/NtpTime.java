package org.parley.media.receive;

/** The 64-bit timestamp of NTP (RFC 5905 section 6): seconds and fractions of 2^-32 s. */
public final class NtpTime {
  private NtpTime() {}

  /** Nanoseconds since the era's start; wraps with the era, so compare by subtraction. */
  public static long toNanos(long ntp) {
    return (ntp >>> 32) * 1_000_000_000L + ((ntp & 0xFFFFFFFFL) * 1_000_000_000L >>> 32);
  }

  public static long fromNanos(long nanos) {
    long seconds = Math.floorDiv(nanos, 1_000_000_000L);
    long fraction = (Math.floorMod(nanos, 1_000_000_000L) << 32) / 1_000_000_000L;
    return seconds << 32 | fraction;
  }
}
