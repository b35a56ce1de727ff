package org.parley.media.transport.srtp;

import java.util.Locale;

/** Whose cryptography protects the packets; for all threads, chosen once at start. */
public abstract sealed class CryptoProvider permits LibcryptoProvider, JceProvider {

  /** In the order of preference among equals. */
  public enum Kind {
    /** The system's OpenSSL, by foreign functions: nothing is allocated per packet. */
    LIBCRYPTO,
    /** Amazon Corretto Crypto Provider; of AES-GCM only, the rest is the JDK's. */
    CORRETTO,
    JDK;

    /** As the configuration names it. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of the direction that a cipher serves. */
  public enum Direction {
    SEAL,
    OPEN
  }

  CryptoProvider() {}

  /** What is on every machine. */
  public static CryptoProvider jdk() {
    return JceProvider.ofJdk();
  }

  /**
   * Finds a provider on this machine and holds it to the known answers.
   *
   * @throws CryptoUnavailableException if it is missing, or wrong
   */
  public static CryptoProvider open(Kind kind) throws CryptoUnavailableException {
    CryptoProvider provider =
        switch (kind) {
          case LIBCRYPTO -> LibcryptoProvider.open(LibcryptoLibrary.FILES);
          case CORRETTO -> JceProvider.corretto();
          case JDK -> jdk();
        };
    KnownAnswers.check(provider);
    return provider;
  }

  public abstract Kind kind();

  /** Such as "OpenSSL 3.0.19". */
  public abstract String version();

  /** Cipher contexts outside of the heap that are not freed yet. */
  public int openContexts() {
    return 0;
  }

  /**
   * @param key 16 or 32 bytes
   * @param iv the key's {@link RecordCipher#IV_LENGTH} bytes of the nonce
   */
  public abstract RecordCipher recordCipher(byte[] key, byte[] iv, Direction direction);

  abstract SrtpCipher cipher(
      SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp, Direction direction);
}
