package org.parley.turn.link;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the server shows clients over TLS and DTLS.
 *
 * @param chain the server's own certificate first
 */
public record ServerCertificate(PrivateKey key, List<X509Certificate> chain) {
  public ServerCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a certificate chain without certificates");
    }
  }
}
