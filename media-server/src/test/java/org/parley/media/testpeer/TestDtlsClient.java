package org.parley.media.testpeer;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Hashtable;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.MaxFragmentLength;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsExtensionsUtils;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.transport.srtp.SrtpKeys;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpTransform;

/** A DTLS client with a certificate of its own that asks for SRTP. */
public final class TestDtlsClient {
  /** Making one takes as long as a handshake; peers of one test run may share theirs. */
  public record Identity(byte[] certificate, AsymmetricCipherKeyPair keys) {
    public static Identity create() {
      return TestDtlsClient.createIdentity();
    }

    public Fingerprint fingerprint() {
      return Fingerprint.of("sha-256", sha256(certificate));
    }
  }

  private final BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
  private final Identity identity;
  private final int[] profiles;
  private int cipherSuite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
  private boolean shortFragments;
  private volatile @Nullable SrtpTransform srtp;
  private volatile @Nullable Fingerprint serverFingerprint;

  /**
   * @param profiles that it offers; without any it wants no SRTP
   */
  public TestDtlsClient(Identity identity, SrtpProfile... profiles) {
    this.identity = identity;
    this.profiles = new int[profiles.length];
    for (int i = 0; i < profiles.length; i++) {
      this.profiles[i] = profiles[i].id();
    }
  }

  /** And no other cipher. */
  public void offerAes256() {
    cipherSuite = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;
  }

  /** By the extension max_fragment_length. */
  public void askForShortFragments() {
    shortFragments = true;
  }

  /** Blocks until the handshake is done. */
  public DTLSTransport connect(DatagramTransport transport) throws IOException {
    return new DTLSClientProtocol().connect(new Client(), transport);
  }

  /** What the handshake settled, from the client's side. */
  public SrtpTransform srtp() {
    SrtpTransform settled = srtp;
    if (settled == null) {
      throw new IllegalStateException("not connected");
    }
    return settled;
  }

  public @Nullable Fingerprint serverFingerprint() {
    return serverFingerprint;
  }

  private static Identity createIdentity() {
    try {
      SecureRandom random = new SecureRandom();
      ECKeyPairGenerator generator = new ECKeyPairGenerator();
      generator.init(
          new ECKeyGenerationParameters(
              new ECNamedDomainParameters(
                  SECObjectIdentifiers.secp256r1,
                  SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1)),
              random));
      AsymmetricCipherKeyPair keys = generator.generateKeyPair();
      AlgorithmIdentifier signature =
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      X500Name name = new X500Name("CN=test");
      Instant now = Instant.now();
      byte[] encoded =
          new BcX509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(Duration.ofDays(1))),
                  name,
                  keys.getPublic())
              .build(
                  new BcECContentSignerBuilder(
                          signature, new DefaultDigestAlgorithmIdentifierFinder().find(signature))
                      .build(keys.getPrivate()))
              .getEncoded();
      return new Identity(encoded, keys);
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings({"JdkObsolete", "rawtypes"})
  private final class Client extends DefaultTlsClient {
    Client() {
      super(crypto);
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
      return new int[] {cipherSuite};
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return 20_000;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
      return 100;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      if (profiles.length > 0) {
        TlsSRTPUtils.addUseSRTPExtension(
            extensions, new UseSRTPData(profiles, TlsUtils.EMPTY_BYTES));
      }
      if (shortFragments) {
        TlsExtensionsUtils.addMaxFragmentLengthExtension(extensions, MaxFragmentLength.pow2_9);
      }
      return extensions;
    }

    private int profile;

    @Override
    public void processServerExtensions(Hashtable extensions) throws IOException {
      super.processServerExtensions(extensions);
      if (profiles.length > 0) {
        profile = TlsSRTPUtils.getUseSRTPExtension(extensions).getProtectionProfiles()[0];
      }
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
          serverFingerprint =
              Fingerprint.of(
                  "sha-256", sha256(shown.getCertificate().getCertificateAt(0).getEncoded()));
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
          TlsCertificate certificate = new BcTlsCertificate(crypto, identity.certificate());
          return new BcDefaultTlsCredentialedSigner(
              new TlsCryptoParameters(context),
              crypto,
              identity.keys().getPrivate(),
              new Certificate(new TlsCertificate[] {certificate}),
              SignatureAndHashAlgorithm.getInstance(
                  HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
        }
      };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
      super.notifyHandshakeComplete();
      if (profiles.length == 0) {
        return;
      }
      SrtpProfile settled = SrtpProfile.ofId(profile).orElseThrow();
      byte[] material =
          context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, settled.exporterLength());
      SrtpKeys.Pair keys = SrtpKeys.fromExporter(settled, material, false);
      srtp = SrtpTransform.create(settled, keys.local(), keys.remote());
    }
  }
}
