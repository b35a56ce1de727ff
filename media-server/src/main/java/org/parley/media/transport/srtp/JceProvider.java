package org.parley.media.transport.srtp;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Objects;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** Cryptography by the JDK's interfaces: its own, or that of a provider which is not installed. */
final class JceProvider extends CryptoProvider {
  private static final String CORRETTO =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private final Kind kind;
  private final String version;
  private final @Nullable Provider gcm;

  private JceProvider(Kind kind, String version, @Nullable Provider gcm) {
    this.kind = kind;
    this.version = version;
    this.gcm = gcm;
  }

  static JceProvider ofJdk() {
    return new JceProvider(Kind.JDK, "JDK " + Runtime.version().feature(), null);
  }

  /**
   * An instance that is ours alone: installed, it would serve all of the process, TLS and tokens
   * included.
   */
  static JceProvider corretto() throws CryptoUnavailableException {
    try {
      Provider provider =
          Class.forName(CORRETTO).asSubclass(Provider.class).getDeclaredConstructor().newInstance();
      Cipher.getInstance("AES/GCM/NoPadding", provider);
      return new JceProvider(Kind.CORRETTO, "ACCP " + provider.getVersionStr(), provider);
    } catch (ClassNotFoundException e) {
      throw new CryptoUnavailableException(
          "Amazon Corretto Crypto Provider is not on the class path", e);
    } catch (GeneralSecurityException | ReflectiveOperationException | LinkageError e) {
      throw new CryptoUnavailableException(
          "Amazon Corretto Crypto Provider does not load: "
              + Objects.requireNonNullElse(e.getMessage(), e.toString()),
          e);
    }
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public RecordCipher recordCipher(byte[] key, byte[] iv, Direction direction) {
    return new JceRecordCipher(gcm(), key, iv);
  }

  @Override
  SrtpCipher cipher(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp, Direction direction) {
    return switch (profile) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new GcmCipher(gcm(), rtp, rtcp);
      case AES128_CM_HMAC_SHA1_80 -> new CounterModeCipher(rtp, rtcp);
    };
  }

  private Cipher gcm() {
    Provider provider = gcm;
    try {
      return provider == null
          ? Cipher.getInstance("AES/GCM/NoPadding")
          : Cipher.getInstance("AES/GCM/NoPadding", provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is missing in " + version, e);
    }
  }
}
