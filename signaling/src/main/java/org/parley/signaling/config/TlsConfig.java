package org.parley.signaling.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the front door.
 *
 * @param certificate PEM file with the chain, leaf first; only and always with {@link Mode#FILES}
 * @param key PEM file with the private key; only and always with {@link Mode#FILES}
 */
public record TlsConfig(Mode mode, @Nullable Path certificate, @Nullable Path key) {

  /** Where the certificate comes from. */
  public enum Mode {
    OFF,
    FILES,
    SELF_SIGNED
  }

  public TlsConfig {
    if (mode == Mode.FILES && (certificate == null || key == null)) {
      throw new IllegalArgumentException("TLS from files needs a certificate and a key");
    }
  }
}
