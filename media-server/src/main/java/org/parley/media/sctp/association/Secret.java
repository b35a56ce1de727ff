package org.parley.media.sctp.association;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What nobody can guess: tags, TSNs and the authenticity of cookies come from one random key. */
final class Secret {
  static final int MAC_LENGTH = 16;
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte NUMBER = 1;
  private static final byte COOKIE = 2;

  private final Mac mac;
  private long drawn;

  Secret(byte[] key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** A number that is not predictable from those before. */
  int number() {
    mac.update(NUMBER);
    return ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(8).putLong(drawn++).array())).getInt();
  }

  /** A verification tag: not 0 (RFC 9260 section 5.3.1). */
  int tag() {
    int tag = number();
    return tag == 0 ? 1 : tag;
  }

  byte[] authenticate(byte[] cookie) {
    mac.update(COOKIE);
    return Arrays.copyOf(mac.doFinal(cookie), MAC_LENGTH);
  }

  boolean isAuthentic(byte[] cookie, byte[] code) {
    return MessageDigest.isEqual(authenticate(cookie), code);
  }
}
