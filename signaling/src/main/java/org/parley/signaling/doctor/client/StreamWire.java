package org.parley.signaling.doctor.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLSocket;

/** TCP or TLS: messages say how long they are (RFC 8656 section 12.5). */
final class StreamWire implements Wire {
  private static final int HEADER = 4;
  private static final int STUN_HEADER = 20;
  private static final int STUN_LAST = 0x3F;

  private final Socket socket;
  private final DataInputStream in;

  private StreamWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  static StreamWire connect(InetSocketAddress server, boolean tls, Duration wait)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(server, (int) wait.toMillis());
      plain.setTcpNoDelay(true);
      if (!tls) {
        return new StreamWire(plain);
      }
      plain.setSoTimeout((int) wait.toMillis());
      SSLSocket secure = AnyCertificate.connect(plain, server);
      secure.startHandshake();
      return new StreamWire(secure);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  @Override
  public void send(byte[] message) throws IOException {
    // RFC 8656 section 12.5: over streams ChannelData is padded to a multiple of four.
    socket.getOutputStream().write(Arrays.copyOf(message, message.length + 3 & ~3));
    socket.getOutputStream().flush();
  }

  @Override
  public byte[] receive(Duration wait) throws IOException {
    socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
    try {
      byte[] header = new byte[HEADER];
      in.readFully(header);
      int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
      boolean stun = (header[0] & 0xFF) <= STUN_LAST;
      int whole = length + (stun ? STUN_HEADER : HEADER);
      byte[] message = Arrays.copyOf(header, whole + 3 & ~3);
      in.readFully(message, HEADER, message.length - HEADER);
      return Arrays.copyOf(message, whole);
    } catch (EOFException e) {
      throw new IOException("the server closed the connection", e);
    }
  }

  @Override
  public boolean loses() {
    return false;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
