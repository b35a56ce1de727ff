package org.parley.turn.link;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed. */
public final class TestCertificate {
  private TestCertificate() {}

  public static ServerCertificate ecdsa(String name) {
    return create(name, "EC", 256, "SHA256withECDSA");
  }

  public static ServerCertificate rsa(String name) {
    return create(name, "RSA", 2048, "SHA256withRSA");
  }

  private static ServerCertificate create(
      String name, String algorithm, int size, String signature) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      KeyPair pair = generator.generateKeyPair();
      X500Name subject = new X500Name("CN=" + name);
      Instant now = Instant.now();
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  new JcaX509v3CertificateBuilder(
                          subject,
                          BigInteger.ONE,
                          Date.from(now.minus(1, ChronoUnit.DAYS)),
                          Date.from(now.plus(1, ChronoUnit.DAYS)),
                          subject,
                          pair.getPublic())
                      .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
      return new ServerCertificate(pair.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
