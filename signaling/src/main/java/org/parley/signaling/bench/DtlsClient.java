package org.parley.signaling.bench;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;
import org.parley.media.transport.srtp.SrtpKeys;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpTransform;

/**
 * One DTLS 1.2 handshake as the client, which ends in the keys of SRTP (RFC 5764), or of the
 * records that data channels go in.
 */
final class DtlsClient extends DefaultTlsClient {
  private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;
  private static final int FIRST_RESEND_MILLIS = 200;

  private final DtlsIdentity identity;
  private final Fingerprint expected;
  private final SrtpProfile profile;
  private final boolean needsMedia;
  private byte @Nullable [] material;
  private @Nullable DataRecords records;

  private DtlsClient(
      DtlsIdentity identity, Fingerprint expected, SrtpProfile profile, boolean needsMedia) {
    super(identity.crypto());
    this.identity = identity;
    this.expected = expected;
    this.profile = profile;
    this.needsMedia = needsMedia;
  }

  /** Blocks until the handshake is through; to be called on a virtual thread. */
  static SrtpTransform handshake(
      DtlsIdentity identity, Fingerprint expected, SrtpProfile profile, DtlsMailbox mailbox)
      throws IOException {
    DtlsClient client = new DtlsClient(identity, expected, profile, true);
    new DTLSClientProtocol().connect(client, mailbox);
    byte[] material = client.material;
    if (material == null) {
      throw new IOException("the handshake ended without keying material");
    }
    SrtpKeys.Pair keys = SrtpKeys.fromExporter(profile, material, false);
    return SrtpTransform.create(profile, keys.local(), keys.remote());
  }

  /** As {@link #handshake}, for data alone: offers SRTP, as browsers do, but needs none. */
  static DataRecords records(DtlsIdentity identity, Fingerprint expected, DtlsMailbox mailbox)
      throws IOException {
    DtlsClient client = new DtlsClient(identity, expected, SrtpProfile.AEAD_AES_128_GCM, false);
    new DTLSClientProtocol().connect(client, mailbox);
    DataRecords records = client.records;
    if (records == null) {
      throw new IOException("the handshake ended without keys");
    }
    return records;
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
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
        });
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return HANDSHAKE_TIMEOUT_MILLIS;
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return FIRST_RESEND_MILLIS;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // the library's raw types
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    if (extensions == null) {
      extensions = new Hashtable();
    }
    UseSRTPData useSrtp = new UseSRTPData(new int[] {profile.id()}, TlsUtils.EMPTY_BYTES);
    TlsSRTPUtils.addUseSRTPExtension(extensions, useSrtp);
    return extensions;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public void processServerExtensions(Hashtable extensions) throws IOException {
    super.processServerExtensions(extensions);
    if (!needsMedia) {
      return;
    }
    UseSRTPData chosen = extensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(extensions);
    // RFC 5764 §4.1.1: exactly one profile, among those that were offered.
    if (chosen == null
        || chosen.getProtectionProfiles().length != 1
        || chosen.getProtectionProfiles()[0] != profile.id()) {
      throw new TlsFatalAlert(
          AlertDescription.illegal_parameter, "the server does not accept " + profile);
    }
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
        checkFingerprint(certificate);
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) {
        return identity.credentials(new TlsCryptoParameters(context));
      }
    };
  }

  private void checkFingerprint(TlsServerCertificate certificate) throws IOException {
    try {
      byte[] encoded = certificate.getCertificate().getCertificateAt(0).getEncoded();
      if (!DtlsIdentity.fingerprintOf(encoded).equals(expected)) {
        throw new TlsFatalAlert(
            AlertDescription.bad_certificate, "not the certificate that the answer named");
      }
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    if (needsMedia) {
      material =
          context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, profile.exporterLength());
    } else {
      records = DataRecords.of(keyBlock());
    }
  }

  /** RFC 5246 section 6.3, for AES-GCM: no MAC keys, and nonces of four bytes (RFC 5288). */
  private DataRecords.KeyBlock keyBlock() throws IOException {
    SecurityParameters parameters = context.getSecurityParametersConnection();
    int keyLength =
        switch (parameters.getCipherSuite()) {
          case CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 -> 32;
          default -> 16;
        };
    byte[] seed = Arrays.concatenate(parameters.getServerRandom(), parameters.getClientRandom());
    byte[] block =
        parameters
            .getMasterSecret()
            .deriveUsingPRF(
                parameters.getPRFAlgorithm(),
                ExporterLabel.key_expansion,
                seed,
                2 * (keyLength + DataRecords.IMPLICIT_NONCE))
            .extract();
    return new DataRecords.KeyBlock(block, keyLength);
  }
}
