package org.parley.turn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;

/**
 * Nonces that need no memory: a time and the HMAC that binds it to the client's address.
 *
 * <pre>
 *  obMatJos2 | security features | time in µs | HMAC
 *            | 4 characters      | 15 characters of base64 (5 bytes, 6 bytes)
 * </pre>
 *
 * <p>The HMAC covers the features, so that nobody between can talk a client down to weaker ones
 * (RFC 8489 §9.2, §18.1). Short, because a 401 goes to addresses that may be forged. One thread.
 */
final class Nonces {
  private static final String COOKIE = "obMatJos2";
  private static final int COOKIE_LENGTH = 13;
  private static final int LENGTH = 28;
  private static final int TIME_BYTES = 5;
  private static final int MAC_BYTES = 6;
  private static final long TIME_MASK = (1L << 8 * TIME_BYTES) - 1;
  private static final int PASSWORD_ALGORITHMS = 0x80_00_00;
  private static final int USERNAME_ANONYMITY = 0x40_00_00;

  private final Mac mac;
  private final String cookie;
  private final byte[] cookieBytes;
  private final long lifetimeMicros;
  private long lastMicros;

  Nonces(byte[] key, Duration lifetime, boolean anonymity) {
    this.mac = Keys.mac("HmacSHA256", key);
    this.lifetimeMicros = lifetime.toNanos() / 1_000;
    int features = PASSWORD_ALGORITHMS | (anonymity ? USERNAME_ANONYMITY : 0);
    byte[] bits = {(byte) (features >>> 16), (byte) (features >>> 8), (byte) features};
    this.cookie = COOKIE + Base64.getEncoder().encodeToString(bits);
    this.cookieBytes = cookie.getBytes(UTF_8);
    this.lastMicros = Long.MIN_VALUE;
  }

  /** A nonce that this instance has not given before. */
  String next(InetSocketAddress client, long nowNanos) {
    long now = nowNanos / 1_000;
    lastMicros = lastMicros == Long.MIN_VALUE || now - lastMicros > 0 ? now : lastMicros + 1;
    byte[] time = ByteBuffer.allocate(8).putLong(lastMicros & TIME_MASK).array();
    byte[] value = new byte[TIME_BYTES + MAC_BYTES];
    System.arraycopy(time, 8 - TIME_BYTES, value, 0, TIME_BYTES);
    System.arraycopy(mac(value, client), 0, value, TIME_BYTES, MAC_BYTES);
    return cookie + encoded(value);
  }

  private static String encoded(byte[] value) {
    return Base64.getEncoder().withoutPadding().encodeToString(value);
  }

  boolean valid(String nonce, InetSocketAddress client, long nowNanos) {
    if (nonce.length() != LENGTH || !nonce.startsWith(cookie)) {
      return false;
    }
    byte[] value;
    try {
      value = Base64.getDecoder().decode(nonce.substring(COOKIE_LENGTH));
    } catch (IllegalArgumentException e) {
      return false;
    }
    // The last character has two bits to spare: a nonce has one spelling only.
    if (!encoded(value).equals(nonce.substring(COOKIE_LENGTH))) {
      return false;
    }
    byte[] actual = Arrays.copyOfRange(value, TIME_BYTES, value.length);
    if (!MessageDigest.isEqual(mac(value, client), actual)) {
      return false;
    }
    long time = 0;
    for (int i = 0; i < TIME_BYTES; i++) {
      time = time << 8 | value[i] & 0xFF;
    }
    // Circular in 40 bits, 12 days; a burst may have run a little ahead of the clock.
    long age = (nowNanos / 1_000 - time << 64 - 8 * TIME_BYTES) >> 64 - 8 * TIME_BYTES;
    return age < lifetimeMicros && age > -lifetimeMicros;
  }

  private byte[] mac(byte[] value, InetSocketAddress client) {
    mac.update(cookieBytes);
    mac.update(value, 0, TIME_BYTES);
    mac.update((byte) (client.getPort() >>> 8));
    mac.update((byte) client.getPort());
    mac.update(client.getAddress().getAddress());
    return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
  }
}
