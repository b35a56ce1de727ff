package org.parley.turn.dtls;

import java.io.IOException;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCertificate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.parley.turn.link.ServerCertificate;

/** What we ask of a handshake; on its virtual thread. */
final class TurnTlsServer extends DefaultTlsServer {
  private static final int RESEND_MILLIS = 400;
  private static final int MAX_MESSAGE = 16_384;
  private static final short[] HASHES = {
    HashAlgorithm.sha256, HashAlgorithm.sha384, HashAlgorithm.sha512
  };
  private static final int[] WITH_ECDSA = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256
  };
  private static final int[] WITH_RSA = {
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  };

  private final JcaTlsCrypto crypto;
  private final ServerCertificate certificate;
  private final boolean ecdsa;
  private final int timeoutMillis;

  TurnTlsServer(JcaTlsCrypto crypto, ServerCertificate certificate, int timeoutMillis) {
    super(crypto);
    this.crypto = crypto;
    this.certificate = certificate;
    this.ecdsa = certificate.key().getAlgorithm().startsWith("EC");
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(crypto, ecdsa ? WITH_ECDSA : WITH_RSA);
  }

  /** Ours: with AES in hardware the first is the fastest. */
  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return RESEND_MILLIS;
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return MAX_MESSAGE;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    return signer(SignatureAlgorithm.ecdsa);
  }

  @Override
  protected TlsCredentialedSigner getRSASignerCredentials() throws IOException {
    return signer(SignatureAlgorithm.rsa);
  }

  private TlsCredentialedSigner signer(short algorithm) throws IOException {
    List<TlsCertificate> chain =
        certificate.chain().stream()
            .<TlsCertificate>map(each -> new JcaTlsCertificate(crypto, each))
            .toList();
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        certificate.key(),
        new Certificate(chain.toArray(TlsCertificate[]::new)),
        chosen(algorithm));
  }

  /** RFC 5246 §7.4.1.4.1: of those that the client offers; SHA-1, its default, we do not use. */
  private SignatureAndHashAlgorithm chosen(short algorithm) throws IOException {
    Vector<?> offered = context.getSecurityParametersHandshake().getClientSigAlgs();
    for (short hash : HASHES) {
      SignatureAndHashAlgorithm candidate = SignatureAndHashAlgorithm.getInstance(hash, algorithm);
      if (offered != null && offered.contains(candidate)) {
        return candidate;
      }
    }
    throw new TlsFatalAlert(AlertDescription.handshake_failure);
  }
}
