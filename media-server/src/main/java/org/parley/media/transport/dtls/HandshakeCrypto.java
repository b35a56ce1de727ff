package org.parley.media.transport.dtls;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Consumer;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsImplUtils;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Bouncy Castle's cryptography for one handshake, which tells the keys that it comes to. */
final class HandshakeCrypto extends BcTlsCrypto {
  private final Consumer<RecordKeys> keys;

  /**
   * @param keys takes them on the attempt's thread, before anything is sent under them
   */
  HandshakeCrypto(SecureRandom random, Consumer<RecordKeys> keys) {
    super(random);
    this.keys = keys;
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    int keyLength =
        switch (encryption) {
          case EncryptionAlgorithm.AES_128_GCM -> 16;
          case EncryptionAlgorithm.AES_256_GCM -> 32;
          default -> throw new TlsFatalAlert(AlertDescription.internal_error);
        };
    TlsCipher opener = super.createCipher(parameters, encryption, mac);
    byte[] block = TlsImplUtils.calculateKeyBlock(parameters, RecordKeys.blockLength(keyLength));
    keys.accept(RecordKeys.of(block, keyLength));
    return new HandshakeCipher(opener);
  }
}
