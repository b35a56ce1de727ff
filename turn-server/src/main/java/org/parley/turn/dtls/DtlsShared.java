package org.parley.turn.dtls;

import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;
import org.parley.turn.link.ServerCertificate;

/** What the DTLS of all loops has in common; for all threads. */
public final class DtlsShared {
  final DtlsLimits limits;
  final JcaTlsCrypto crypto;
  final Semaphore halfOpen;
  final Semaphore associations;
  private final Supplier<@Nullable ServerCertificate> certificates;
  private final LongAdder[] counts = new LongAdder[DtlsCounter.values().length];

  /**
   * @param certificates what to show now; null for no DTLS
   */
  public DtlsShared(
      DtlsLimits limits, Supplier<@Nullable ServerCertificate> certificates, SecureRandom random) {
    this.limits = limits;
    this.certificates = certificates;
    this.crypto = new JcaTlsCryptoProvider().create(random);
    this.halfOpen = new Semaphore(limits.halfOpen());
    this.associations = new Semaphore(limits.associations());
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  @Nullable ServerCertificate certificate() {
    return certificates.get();
  }

  void increment(DtlsCounter counter) {
    counts[counter.ordinal()].increment();
  }

  public long count(DtlsCounter counter) {
    return counts[counter.ordinal()].sum();
  }

  /** Handshakes under way. */
  public int halfOpen() {
    return limits.halfOpen() - halfOpen.availablePermits();
  }

  /** With the handshakes under way. */
  public int associations() {
    return limits.associations() - associations.availablePermits();
  }
}
