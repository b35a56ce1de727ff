package org.parley.signaling.http;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.SSLException;
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

  private volatile SslContext current;
  private final @Nullable Thread watcher;

  private TlsContexts(SslContext first, @Nullable PemFiles files, Duration lookEvery) {
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
          yield new TlsContexts(SelfSignedCertificate.create().context(), null, lookEvery);
        } catch (GeneralSecurityException | IOException e) {
          throw new DoorException("server.tls.mode: no certificate could be made: " + e, e);
        }
      }
      case FILES -> {
        PemFiles files =
            new PemFiles(
                Objects.requireNonNull(config.certificate()), Objects.requireNonNull(config.key()));
        try {
          yield new TlsContexts(files.read().context(), files, lookEvery);
        } catch (IOException | IllegalArgumentException e) {
          throw new DoorException(
              "server.tls: %s and %s cannot be used: %s".formatted(files.certificate, files.key, e),
              e);
        }
      }
    };
  }

  SslContext current() {
    return current;
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
          current = pem.context();
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

    SslContext context() throws SSLException {
      return build(
          SslContextBuilder.forServer(
              new ByteArrayInputStream(certificate), new ByteArrayInputStream(key)));
    }
  }

  static SslContext build(SslContextBuilder builder) throws SSLException {
    return builder.sslProvider(SslProvider.JDK).protocols("TLSv1.3", "TLSv1.2").build();
  }
}
