package org.parley.signaling.http;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.parley.signaling.config.TlsConfig;

/** The certificate of the configuration, for others than the door; files are looked at again. */
public final class Certificates implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(4);

  private final TlsContexts contexts;
  private final boolean selfSigned;

  /**
   * @param chain the server's own certificate first
   */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
      chain = List.copyOf(chain);
    }
  }

  private Certificates(TlsContexts contexts, boolean selfSigned) {
    this.contexts = contexts;
    this.selfSigned = selfSigned;
  }

  /**
   * Files are used where there are any, also when the door has no TLS of its own; else a
   * certificate is made.
   *
   * @throws DoorException when it cannot be used
   */
  public static Certificates open(TlsConfig config) throws DoorException {
    boolean files = config.certificate() != null && config.key() != null;
    TlsConfig wanted =
        new TlsConfig(
            files && config.mode() != TlsConfig.Mode.SELF_SIGNED
                ? TlsConfig.Mode.FILES
                : TlsConfig.Mode.SELF_SIGNED,
            config.certificate(),
            config.key());
    TlsContexts contexts = TlsContexts.open(wanted, LOOK_EVERY);
    if (contexts == null) {
      throw new IllegalStateException("TLS was asked for");
    }
    return new Certificates(contexts, wanted.mode() == TlsConfig.Mode.SELF_SIGNED);
  }

  public Identity current() {
    return contexts.identity();
  }

  /** Whether browsers refuse it. */
  public boolean selfSigned() {
    return selfSigned;
  }

  @Override
  public void close() {
    contexts.close();
  }
}
