package org.parley.media.transport.srtp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/** The system's libcrypto. */
final class LibcryptoProvider extends CryptoProvider {
  private static final VarHandle CONTEXTS;

  static {
    try {
      CONTEXTS =
          MethodHandles.lookup().findVarHandle(LibcryptoProvider.class, "contexts", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String version;

  @SuppressWarnings("unused") // by its handle
  private volatile int contexts;

  private LibcryptoProvider(String version) {
    this.version = version;
  }

  /**
   * @param files names that the dynamic linker knows the library by, best first
   */
  static LibcryptoProvider open(List<String> files) throws CryptoUnavailableException {
    LibcryptoLibrary.find(files);
    try {
      return new LibcryptoProvider(Libcrypto.version());
    } catch (LinkageError e) {
      throw new CryptoUnavailableException("libcrypto cannot be called: " + e, e);
    }
  }

  @Override
  public Kind kind() {
    return Kind.LIBCRYPTO;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public int openContexts() {
    return (int) CONTEXTS.getVolatile(this);
  }

  void contextOpened() {
    CONTEXTS.getAndAdd(this, 1);
  }

  void contextClosed() {
    CONTEXTS.getAndAdd(this, -1);
  }

  @Override
  public RecordCipher recordCipher(byte[] key, byte[] iv, Direction direction) {
    return new LibcryptoRecordCipher(this, key, iv, direction);
  }

  @Override
  SrtpCipher cipher(SrtpProfile profile, SessionKeys rtp, SessionKeys rtcp, Direction direction) {
    return switch (profile) {
      case AEAD_AES_128_GCM, AEAD_AES_256_GCM -> new LibcryptoGcmCipher(this, rtp, rtcp, direction);
      case AES128_CM_HMAC_SHA1_80 -> new LibcryptoCounterModeCipher(this, rtp, rtcp);
    };
  }
}
