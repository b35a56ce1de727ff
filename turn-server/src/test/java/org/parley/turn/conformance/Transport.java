package org.parley.turn.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** How a client reaches the server. */
public enum Transport {
  UDP,
  TCP,
  TLS;

  /** From the same loopback address, or from wherever the system likes. */
  public Wire open(InetSocketAddress server) throws IOException {
    InetAddress ip = server.getAddress();
    InetSocketAddress local =
        ip.isLoopbackAddress() ? new InetSocketAddress(ip, 0) : new InetSocketAddress(0);
    return open(local, server);
  }

  public Wire open(InetSocketAddress local, InetSocketAddress server) throws IOException {
    if (this == UDP) {
      return new UdpWire(local, server);
    }
    Socket socket = new Socket();
    socket.bind(local);
    socket.connect(server, 5_000);
    return new StreamWire(this == TCP ? socket : secured(socket));
  }

  private static Socket secured(Socket socket) throws IOException {
    SSLSocket secured =
        (SSLSocket)
            trustingAnything()
                .getSocketFactory()
                .createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    secured.setSoTimeout(5_000);
    secured.startHandshake();
    return secured;
  }

  /** Certificates are not what is tested here. */
  public static SSLContext trustingAnything() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anything()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Anything implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
