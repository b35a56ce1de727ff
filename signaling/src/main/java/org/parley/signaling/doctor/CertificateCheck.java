package org.parley.signaling.doctor;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TlsConfig;

/** Whether clients accept what TLS shows them. */
final class CertificateCheck {
  private static final Duration SOON = Duration.ofDays(14);
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private CertificateCheck() {}

  static List<Finding> of(ParleyConfig config, Surroundings surroundings) {
    X509Certificate certificate = surroundings.certificate();
    List<Finding> findings = new ArrayList<>();
    if (certificate == null) {
      return findings;
    }
    boolean own =
        config.server().tls().mode() == TlsConfig.Mode.SELF_SIGNED
            || config.server().tls().certificate() == null;
    if (own) {
      findings.add(
          new Finding(
              config.server().tls().mode() == TlsConfig.Mode.SELF_SIGNED
                  ? Finding.Level.NOTE
                  : Finding.Level.WARNING,
              "The certificate is made at each start, and browsers refuse it for TURN: set server.tls.mode: files with server.tls.certificate and server.tls.key."));
    }
    String file = own ? "The certificate" : "server.tls.certificate";
    Instant ends = certificate.getNotAfter().toInstant();
    if (surroundings.now().isAfter(ends)) {
      findings.add(Finding.problem("%s expired on %s: renew it.".formatted(file, day(ends))));
    } else if (surroundings.now().plus(SOON).isAfter(ends)) {
      findings.add(Finding.warning("%s expires on %s: renew it.".formatted(file, day(ends))));
    }
    Instant begins = certificate.getNotBefore().toInstant();
    if (surroundings.now().isBefore(begins)) {
      findings.add(
          Finding.problem(
              "%s is good from %s only: is the clock right?".formatted(file, day(begins))));
    }
    List<String> names = names(certificate);
    Set<String> hosts = new LinkedHashSet<>(surroundings.hosts());
    String expected = surroundings.expectedHost();
    if (expected != null) {
      hosts.add(expected);
    }
    for (String host : hosts) {
      if (names.stream().noneMatch(name -> covers(name, host))) {
        findings.add(
            new Finding(
                // The others are what clients say.
                host.equals(expected) ? Finding.Level.PROBLEM : Finding.Level.WARNING,
                "Clients come by %s, but %s is for %s: they refuse TURN over TLS there. Get one that names that host."
                    .formatted(
                        host, file, names.isEmpty() ? "no name" : String.join(", ", names))));
      }
    }
    return findings;
  }

  private static String day(Instant instant) {
    return instant.toString().substring(0, 10);
  }

  private static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives == null) {
        return names;
      }
      for (List<?> alternative : alternatives) {
        boolean name =
            alternative.get(0) instanceof Integer kind && (kind == DNS_NAME || kind == IP_ADDRESS);
        if (name && alternative.get(1) instanceof String text) {
          names.add(text.toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException _) {
      // It names nobody whom a client could compare.
      return names;
    }
    return names;
  }

  /** RFC 9525 section 6.3: a wildcard stands for one label. */
  static boolean covers(String name, String host) {
    String bare = host.replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
    if (name.equals(bare)) {
      return true;
    }
    if (name.startsWith("*.")) {
      int dot = bare.indexOf('.');
      return dot > 0 && bare.substring(dot).equals(name.substring(1));
    }
    return name.indexOf(':') >= 0 && bare.indexOf(':') >= 0 && sameAddress(name, bare);
  }

  private static boolean sameAddress(String a, String b) {
    try {
      return InetAddress.ofLiteral(a).equals(InetAddress.ofLiteral(b));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
