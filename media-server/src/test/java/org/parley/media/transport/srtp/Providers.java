package org.parley.media.transport.srtp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.LoggerFactory;

/** The providers of this machine. */
final class Providers {
  private Providers() {}

  /** Skips the test, naming the provider and the reason, where it is missing. */
  static CryptoProvider require(CryptoProvider.Kind kind) {
    try {
      return CryptoProvider.open(kind);
    } catch (CryptoUnavailableException e) {
      return Assumptions.abort(kind.key() + " is not on this machine: " + e.getMessage());
    }
  }

  /** Those that are on this machine. */
  static List<CryptoProvider> all() {
    List<CryptoProvider> providers = new ArrayList<>();
    for (CryptoProvider.Kind kind : CryptoProvider.Kind.values()) {
      try {
        providers.add(CryptoProvider.open(kind));
      } catch (CryptoUnavailableException e) {
        LoggerFactory.getLogger(Providers.class).info("without {}: {}", kind.key(), e.getMessage());
      }
    }
    return providers;
  }
}
