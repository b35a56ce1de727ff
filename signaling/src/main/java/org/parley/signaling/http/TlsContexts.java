package org.parley.signaling.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.TlsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that new connections see. Files are looked at every few seconds; connections keep
 * what they began with.
 */
final class TlsContexts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

  private volatile Shown current;
  private final @Nullable Thread watcher;

  /**
   * @param context made of the identity
   */
  private record Shown(Certificates.Identity identity, SslContext context) {
    static Shown of(Certificates.Identity identity) throws IOException {
      return new Shown(
          identity,
          build(
              SslContextBuilder.forServer(
                  identity.key(), identity.chain().toArray(X509Certificate[]::new))));
    }
  }

  private TlsContexts(Shown first, @Nullable PemFiles files, Duration lookEvery) {
    current = first;
    watcher =
        files == null
            ? null
            : Thread.ofVirtual().name("tls-files").start(() -> watch(files, lookEvery));
  }

  /** Null when TLS is off. */
  static @Nullable TlsContexts open(TlsConfig config, Duration lookEvery) throws DoorException {
    return switch (config.mode()) {
      case OFF -> null;
      case SELF_SIGNED -> {
        try {
          SelfSignedCertificate made = SelfSignedCertificate.create();
          Certificates.Identity identity =
              new Certificates.Identity(made.key(), List.of(made.certificate()));
          yield new TlsContexts(Shown.of(identity), null, lookEvery);
        } catch (GeneralSecurityException | IOException e) {
          throw new DoorException("server.tls.mode: no certificate could be made: " + e, e);
        }
      }
      case FILES -> {
        PemFiles files =
            new PemFiles(
                Objects.requireNonNull(config.certificate()), Objects.requireNonNull(config.key()));
        try {
          yield new TlsContexts(Shown.of(files.read().identity()), files, lookEvery);
        } catch (IOException | IllegalArgumentException e) {
          throw new DoorException(
              "server.tls: %s and %s cannot be used: %s".formatted(files.certificate, files.key, e),
              e);
        }
      }
    };
  }

  SslContext current() {
    return current.context;
  }

  Certificates.Identity identity() {
    return current.identity;
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }

  private void watch(PemFiles files, Duration lookEvery) {
    @Nullable Pem seen = null;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Pem pem = files.read();
        if (seen != null && !pem.sameAs(seen)) {
          seen = pem;
          current = Shown.of(pem.identity());
          log.info("The certificate was read again certificate={}", files.certificate);
        }
        seen = pem;
        Thread.sleep(lookEvery);
      } catch (InterruptedException _) {
        return;
      } catch (IOException | IllegalArgumentException e) {
        log.warn(
            "The changed certificate cannot be used, the one before stays certificate={} reason={}",
            files.certificate,
            e.toString());
        sleep(lookEvery);
      }
    }
  }

  private static void sleep(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private record PemFiles(Path certificate, Path key) {
    Pem read() throws IOException {
      return new Pem(Files.readAllBytes(certificate), Files.readAllBytes(key));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by sameAs
  private record Pem(byte[] certificate, byte[] key) {
    boolean sameAs(Pem other) {
      return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
    }

    Certificates.Identity identity() throws IOException {
      return new Certificates.Identity(privateKey(), chain());
    }

    private List<X509Certificate> chain() throws IOException {
      try {
        List<X509Certificate> chain =
            CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(certificate))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
        if (chain.isEmpty()) {
          throw new IOException("the certificate file holds no certificate");
        }
        return chain;
      } catch (CertificateException e) {
        throw new IOException("the certificate file is no PEM certificate: " + e.getMessage(), e);
      }
    }

    /** PKCS #8, and the older forms for RSA and EC. */
    private PrivateKey privateKey() throws IOException {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      try (PEMParser parser =
          new PEMParser(new StringReader(new String(key, StandardCharsets.US_ASCII)))) {
        for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
          if (entry instanceof PEMKeyPair pair) {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
          }
          if (entry instanceof PrivateKeyInfo info) {
            return converter.getPrivateKey(info);
          }
        }
      }
      throw new IOException("the key file holds no private key without a password");
    }
  }

  static SslContext build(SslContextBuilder builder) throws SSLException {
    return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2").build();
  }
}
