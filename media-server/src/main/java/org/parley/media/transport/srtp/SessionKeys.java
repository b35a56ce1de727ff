package org.parley.media.transport.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session keys of one direction of RTP or RTCP, derived once: the key derivation rate is zero.
 *
 * @param authentication empty for AEAD profiles
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SessionKeys(byte[] encryption, byte[] authentication, byte[] salt) {
  /** RFC 3711 section 8.2: the key of HMAC-SHA1. */
  static final int AUTHENTICATION_KEY_LENGTH = 20;

  private static final int RTP_LABEL = 0;
  private static final int RTCP_LABEL = 3;

  static SessionKeys forRtp(SrtpProfile profile, SrtpKeys keys) {
    return derive(profile, keys, RTP_LABEL);
  }

  static SessionKeys forRtcp(SrtpProfile profile, SrtpKeys keys) {
    return derive(profile, keys, RTCP_LABEL);
  }

  private static SessionKeys derive(SrtpProfile profile, SrtpKeys keys, int label) {
    int authenticationLength =
        switch (profile) {
          case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> 0;
          case AES128_CM_HMAC_SHA1_80 -> AUTHENTICATION_KEY_LENGTH;
        };
    return new SessionKeys(
        derive(keys, label, profile.keyLength()),
        derive(keys, label + 1, authenticationLength),
        derive(keys, label + 2, profile.saltLength()));
  }

  /**
   * Key derivation of RFC 3711 section 4.3.1 with the pseudo-random function of section 4.3.3; the
   * AES of RFC 6188 for long keys.
   */
  static byte[] derive(SrtpKeys keys, int label, int length) {
    // RFC 7714 section 11: a salt of 96 bits is padded on the right to 112.
    byte[] x = Arrays.copyOf(keys.masterSalt(), 16);
    x[7] ^= (byte) label;
    try {
      Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.masterKey(), "AES"), new IvParameterSpec(x));
      return aes.doFinal(new byte[length]);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES in counter mode is missing in this JDK", e);
    }
  }

  @Override
  public String toString() {
    return "SessionKeys[...]";
  }
}
