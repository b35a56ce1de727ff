package org.parley.signaling.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.parley.media.api.Fingerprint;

/** The ECDSA P-256 certificate with which all clients of one run show who they are. */
final class DtlsIdentity {
  private static final Duration VALIDITY = Duration.ofDays(7);

  private final BcTlsCrypto crypto;
  private final Certificate chain;
  private final AsymmetricKeyParameter privateKey;
  private final Fingerprint fingerprint;

  private DtlsIdentity(BcTlsCrypto crypto, KeyPair keys, byte[] certificate)
      throws IOException, GeneralSecurityException {
    this.crypto = crypto;
    this.chain = new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate)});
    this.privateKey = PrivateKeyFactory.createKey(keys.getPrivate().getEncoded());
    this.fingerprint = fingerprintOf(certificate);
  }

  static DtlsIdentity create(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      Instant now = Instant.now();
      X500Name name = new X500Name("CN=bench");
      byte[] certificate =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(64, random).add(BigInteger.ONE),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(VALIDITY)),
                  name,
                  keys.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
              .getEncoded();
      return new DtlsIdentity(new BcTlsCrypto(random), keys, certificate);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("the certificate for DTLS cannot be made", e);
    }
  }

  static Fingerprint fingerprintOf(byte[] certificate) throws GeneralSecurityException {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate);
    return Fingerprint.of("sha-256", hash);
  }

  BcTlsCrypto crypto() {
    return crypto;
  }

  Fingerprint fingerprint() {
    return fingerprint;
  }

  TlsCredentials credentials(TlsCryptoParameters parameters) {
    SignatureAndHashAlgorithm ecdsaSha256 =
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);
    return new BcDefaultTlsCredentialedSigner(parameters, crypto, privateKey, chain, ecdsaSha256);
  }
}
