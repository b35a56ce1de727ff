package org.parley.turn.relay;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a client shows to get what was kept for it: not to be guessed, different each time, and
 * beginning with the index of the core.
 */
final class Tokens {
  private static final byte RESERVATION = 'r';
  private static final byte SEED = 's';
  private static final byte TICKET = 't';
  private static final int TICKET_LENGTH = 20;

  private final Place place;
  private final Mac mac;
  private long made;

  Tokens(Place place) {
    this.place = place;
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(place.key(), "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /** RFC 8656 §18.10: 64 bits, 56 of them random. */
  long reservation() {
    return (long) place.core() << 56 | ByteBuffer.wrap(next(RESERVATION)).getLong() >>> 8;
  }

  /** RFC 8016 §3.3; only a name for what is known here, nothing can be read from it. */
  ByteBuffer ticket() {
    return ByteBuffer.wrap(next(TICKET), 0, TICKET_LENGTH).put(0, (byte) place.core()).slice();
  }

  /** What nobody outside knows, for whatever needs no secret of its own. */
  long seed() {
    return ByteBuffer.wrap(next(SEED)).getLong();
  }

  private byte[] next(byte kind) {
    mac.update(kind);
    mac.update((byte) place.core());
    return mac.doFinal(ByteBuffer.allocate(8).putLong(++made).array());
  }
}
