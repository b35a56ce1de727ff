package org.parley.signaling.doctor.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS to ourselves, whatever the certificate: what is tried is the way, and what is sent is
 * nobody's secret. The certificate is looked at elsewhere.
 */
public final class AnyCertificate extends X509ExtendedTrustManager {
  private static final SSLContext CONTEXT = make();

  private AnyCertificate() {}

  static SSLSocket connect(Socket plain, InetSocketAddress server) throws IOException {
    return (SSLSocket)
        CONTEXT
            .getSocketFactory()
            .createSocket(plain, server.getAddress().getHostAddress(), server.getPort(), true);
  }

  /** That believes everybody. */
  public static SSLContext context() {
    return CONTEXT;
  }

  private static SSLContext make() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyCertificate()}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {}

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
