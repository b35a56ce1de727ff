package org.parley.signaling.config;

/** The cryptography of the media path. */
public record CryptoConfig(Provider provider) {

  /** Whose it is. */
  public enum Provider {
    /** The best on this machine. */
    AUTO,
    LIBCRYPTO,
    CORRETTO,
    JDK
  }
}
