package org.parley.media.transport.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** What all handshakes of an endpoint share; for all threads. */
public final class DtlsServerContext {
  final DtlsIdentity identity;
  final BcTlsCrypto crypto;
  final Semaphore handshakes;
  final Duration timeout;

  /**
   * @param handshakes that may run at one time
   * @param timeout of one peer's handshake, all its attempts together
   */
  public DtlsServerContext(
      DtlsIdentity identity, SecureRandom random, int handshakes, Duration timeout) {
    this.identity = identity;
    this.crypto = new BcTlsCrypto(random);
    this.handshakes = new Semaphore(handshakes);
    this.timeout = timeout;
  }
}
