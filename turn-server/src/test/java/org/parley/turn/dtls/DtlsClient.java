package org.parley.turn.dtls;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UDPTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/** A client over DTLS that trusts anybody. One thread. */
public final class DtlsClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final DatagramSocket socket;
  private final DTLSTransport records;
  private byte @Nullable [] certificate;

  public DtlsClient(InetSocketAddress server) throws IOException {
    this(server, new DatagramSocket(0, server.getAddress()));
  }

  public DtlsClient(InetSocketAddress server, DatagramSocket socket) throws IOException {
    this.socket = socket;
    socket.connect(server);
    records = new DTLSClientProtocol().connect(new Client(), new UDPTransport(socket, 1_500));
  }

  private final class Client extends DefaultTlsClient {
    Client() {
      super(new JcaTlsCryptoProvider().create(new SecureRandom()));
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return PATIENCE_MILLIS;
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
          certificate = shown.getCertificate().getCertificateAt(0).getEncoded();
        }

        @Override
        public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
          return null;
        }
      };
    }
  }

  /** What the server showed. */
  public byte[] certificate() {
    byte[] shown = certificate;
    if (shown == null) {
      throw new AssertionError("no certificate");
    }
    return shown;
  }

  public InetAddress address() {
    return socket.getLocalAddress();
  }

  public int port() {
    return socket.getLocalPort();
  }

  public void send(byte[] message) throws IOException {
    records.send(message, 0, message.length);
  }

  /** Null if none comes in time. */
  public byte @Nullable [] receive() throws IOException {
    byte[] message = new byte[2_048];
    int length = records.receive(message, 0, message.length, PATIENCE_MILLIS);
    return length < 0 ? null : Arrays.copyOf(message, length);
  }

  /** With close_notify. */
  @Override
  public void close() throws IOException {
    records.close();
    socket.close();
  }
}
