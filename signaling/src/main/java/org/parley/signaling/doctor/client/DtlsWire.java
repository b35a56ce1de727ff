package org.parley.signaling.doctor.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/** DTLS 1.2 to ourselves, whatever the certificate. */
final class DtlsWire implements Wire {
  private static final int LARGEST = 2_048;
  private static final int LARGEST_SENT = 1_200;

  private final DTLSTransport records;

  private DtlsWire(DTLSTransport records) {
    this.records = records;
  }

  static DtlsWire connect(Wire datagrams, Duration wait) throws IOException {
    try {
      return new DtlsWire(
          new DTLSClientProtocol()
              .connect(
                  new Client(new BcTlsCrypto(new SecureRandom()), wait), new Datagrams(datagrams)));
    } catch (IOException e) {
      datagrams.close();
      throw e;
    }
  }

  @Override
  public void send(byte[] message) throws IOException {
    records.send(message, 0, message.length);
  }

  @Override
  public byte[] receive(Duration wait) throws IOException {
    byte[] buffer = new byte[LARGEST];
    int length = records.receive(buffer, 0, LARGEST, (int) Math.max(1, wait.toMillis()));
    if (length < 0) {
      throw new SocketTimeoutException();
    }
    return Arrays.copyOf(buffer, length);
  }

  @Override
  public boolean loses() {
    return true;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  private record Datagrams(Wire wire) implements DatagramTransport {
    @Override
    public int getReceiveLimit() {
      return LARGEST;
    }

    @Override
    public int getSendLimit() {
      return LARGEST_SENT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
      try {
        byte[] datagram = wire.receive(Duration.ofMillis(waitMillis));
        int read = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, read);
        return read;
      } catch (SocketTimeoutException _) {
        return -1;
      }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
      wire.send(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    @Override
    public void close() throws IOException {
      wire.close();
    }
  }

  private static final class Client extends DefaultTlsClient {
    private final Duration wait;

    Client(TlsCrypto crypto, Duration wait) {
      super(crypto);
      this.wait = wait;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
      return ProtocolVersion.DTLSv12.only();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
      return (int) wait.toMillis();
    }

    @Override
    public TlsAuthentication getAuthentication() {
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate certificate) {}

        @Override
        public @Nullable TlsCredentials getClientCredentials(CertificateRequest request) {
          return null;
        }
      };
    }
  }
}
