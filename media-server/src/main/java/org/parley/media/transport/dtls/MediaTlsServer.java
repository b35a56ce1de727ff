package org.parley.media.transport.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.List;
import java.util.Vector;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.transport.srtp.SrtpProfile;

/** What we ask of a handshake; on the attempt's virtual thread. */
final class MediaTlsServer extends DefaultTlsServer {
  private static final int RESEND_MILLIS = 100;

  private final DtlsServerContext shared;
  private final HandshakeCrypto crypto;
  private final List<Fingerprint> fingerprints;
  private final int timeoutMillis;
  private final AtomicBoolean helloSeen = new AtomicBoolean();

  private @Nullable SrtpProfile profile;
  private volatile boolean mismatched;
  private volatile @Nullable SrtpParameters parameters;

  MediaTlsServer(
      DtlsServerContext shared,
      HandshakeCrypto crypto,
      List<Fingerprint> fingerprints,
      int timeoutMillis) {
    super(crypto);
    this.shared = shared;
    this.crypto = crypto;
    this.fingerprints = fingerprints;
    this.timeoutMillis = timeoutMillis;
  }

  boolean helloSeen() {
    return helloSeen.get();
  }

  /** The peer proved a key, but not that of an announced certificate. */
  boolean mismatched() {
    return mismatched;
  }

  /** Null for a peer that wants no SRTP. */
  @Nullable SrtpParameters parameters() {
    return parameters;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(
        getCrypto(),
        new int[] {
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
        });
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
    return DtlsRecords.MAX_HANDSHAKE_MESSAGE;
  }

  /** RFC 7627: without it a relayed handshake could share our master secret. */
  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  @Override
  protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
    TlsCertificate certificate = new BcTlsCertificate(crypto, shared.identity.certificate());
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        shared.identity.privateKey(),
        new Certificate(new TlsCertificate[] {certificate}),
        SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
  }

  @Override
  @SuppressWarnings("JdkObsolete")
  public CertificateRequest getCertificateRequest() {
    Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        algorithms,
        null);
  }

  /**
   * The chain is not checked: the fingerprint from signaling is what the peer is known by (RFC 8827
   * section 6.5).
   */
  @Override
  public void notifyClientCertificate(Certificate chain) throws IOException {
    boolean known =
        !chain.isEmpty()
            && Fingerprints.match(fingerprints, chain.getCertificateAt(0).getEncoded());
    if (!known) {
      mismatched = true;
      throw new TlsFatalAlert(AlertDescription.bad_certificate);
    }
  }

  @Override
  @SuppressWarnings({"JdkObsolete", "rawtypes"})
  public void processClientExtensions(Hashtable extensions) throws IOException {
    helloSeen.set(true);
    super.processClientExtensions(extensions);
    // RFC 6066 section 4 lets a server ignore it; packets of SCTP are not cut to its 512 bytes.
    maxFragmentLengthOffered = -1;
    UseSRTPData offered = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    profile = choose(offered);
  }

  /**
   * RFC 5764 section 4.1.2: the server chooses; ours is the order of cost. Who has data alone in
   * mind need not offer any.
   */
  private static @Nullable SrtpProfile choose(@Nullable UseSRTPData offered) throws TlsFatalAlert {
    if (offered == null) {
      return null;
    }
    for (SrtpProfile ours : SrtpProfile.values()) {
      for (int theirs : offered.getProtectionProfiles()) {
        if (ours.id() == theirs) {
          return ours;
        }
      }
    }
    throw new TlsFatalAlert(AlertDescription.handshake_failure);
  }

  @Override
  @SuppressWarnings({"JdkObsolete", "rawtypes"})
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    if (extensions == null) {
      extensions = new Hashtable<>();
    }
    SrtpProfile chosen = profile;
    if (chosen != null) {
      TlsSRTPUtils.addUseSRTPExtension(
          extensions, new UseSRTPData(new int[] {chosen.id()}, TlsUtils.EMPTY_BYTES));
    }
    return extensions;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    SrtpProfile chosen = profile;
    if (chosen != null) {
      parameters =
          new SrtpParameters(
              chosen,
              context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, chosen.exporterLength()));
    }
  }
}
