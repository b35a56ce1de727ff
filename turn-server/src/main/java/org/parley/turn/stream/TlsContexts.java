package org.parley.turn.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.parley.turn.link.ServerCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS with the certificate of now: a connection keeps what it began with. For all threads. */
final class TlsContexts {
  private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

  /** Signing with a key takes up to a millisecond, which packets of others must not wait for. */
  private static final Executor SIGNING = task -> Thread.ofVirtual().name("turn-tls").start(task);

  private final Supplier<@Nullable ServerCertificate> certificates;
  private @Nullable ServerCertificate seen;
  private @Nullable SslContext context;

  TlsContexts(Supplier<@Nullable ServerCertificate> certificates) {
    this.certificates = certificates;
  }

  /** Null if there is no certificate to show. */
  @Nullable SslHandler newHandler(ByteBufAllocator allocator) {
    SslContext current = current();
    return current == null ? null : current.newHandler(allocator, SIGNING);
  }

  private synchronized @Nullable SslContext current() {
    ServerCertificate certificate = certificates.get();
    if (certificate == null || certificate.equals(seen)) {
      return context;
    }
    seen = certificate;
    try {
      context =
          SslContextBuilder.forServer(certificate.key(), certificate.chain())
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      // The one before, if any, still serves.
      LOG.warn("the certificate cannot be used for TURN over TLS: {}", e.toString());
    }
    return context;
  }
}
