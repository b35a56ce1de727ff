package org.parley.media.transport.dtls;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.parley.media.transport.srtp.CryptoProvider;

/** What all handshakes of an endpoint share; for all threads. */
public final class DtlsServerContext {
  final DtlsIdentity identity;
  final SecureRandom random;
  final CryptoProvider crypto;
  final Semaphore handshakes;
  final Duration timeout;

  /**
   * @param crypto of the records after the handshake
   * @param handshakes that may run at one time
   * @param timeout of one peer's handshake, all its attempts together
   */
  public DtlsServerContext(
      DtlsIdentity identity,
      SecureRandom random,
      CryptoProvider crypto,
      int handshakes,
      Duration timeout) {
    this.identity = identity;
    this.random = random;
    this.crypto = crypto;
    this.handshakes = new Semaphore(handshakes);
    this.timeout = timeout;
  }
}
