package org.parley.media.transport.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.parley.media.api.Fingerprint;

/** A self-signed ECDSA P-256 certificate and its key, made for one process. */
public final class DtlsIdentity {
  private static final Duration BACKDATED = Duration.ofDays(1);
  private static final Duration VALID = Duration.ofDays(365);

  private final byte[] certificate;
  private final AsymmetricKeyParameter privateKey;
  private final Fingerprint fingerprint;

  private DtlsIdentity(byte[] certificate, AsymmetricKeyParameter privateKey) {
    this.certificate = certificate;
    this.privateKey = privateKey;
    this.fingerprint = Fingerprint.of("sha-256", sha256(certificate));
  }

  /**
   * @param now the wall-clock time from which the certificate is valid, with a day to spare
   */
  public static DtlsIdentity create(SecureRandom random, Instant now) {
    X9ECParameters curve = SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1);
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            new ECNamedDomainParameters(SECObjectIdentifiers.secp256r1, curve), random));
    AsymmetricCipherKeyPair keys = generator.generateKeyPair();
    X500Name name = new X500Name("CN=WebRTC");
    AlgorithmIdentifier signature = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    try {
      byte[] encoded =
          new BcX509v3CertificateBuilder(
                  name,
                  new BigInteger(64, random).setBit(63),
                  Date.from(now.minus(BACKDATED)),
                  Date.from(now.plus(VALID)),
                  name,
                  keys.getPublic())
              .build(
                  new BcECContentSignerBuilder(
                          signature, new DefaultDigestAlgorithmIdentifierFinder().find(signature))
                      .build(keys.getPrivate()))
              .getEncoded();
      return new DtlsIdentity(encoded, keys.getPrivate());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make the DTLS certificate", e);
    }
  }

  /** Of the certificate, by SHA-256. */
  public Fingerprint fingerprint() {
    return fingerprint;
  }

  byte[] certificate() {
    return certificate;
  }

  AsymmetricKeyParameter privateKey() {
    return privateKey;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
