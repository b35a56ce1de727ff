package org.parley.turn.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TCP or TLS: finds where messages end by their lengths (RFC 8489 §6.2.2, RFC 8656 §12.5). */
final class StreamWire implements Wire {
  private final Socket socket;
  private final InputStream in;
  private byte[] pending = new byte[0];

  StreamWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    socket.setTcpNoDelay(true);
  }

  @Override
  public boolean datagrams() {
    return false;
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  @Override
  public byte @Nullable [] receive(int millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (true) {
      int length = frameLength();
      if (length > 0 && pending.length >= length) {
        byte[] frame = Arrays.copyOf(pending, length);
        pending = Arrays.copyOfRange(pending, length, pending.length);
        return frame;
      }
      if (!more((int) ((end - System.nanoTime()) / 1_000_000))) {
        return null;
      }
    }
  }

  private int frameLength() {
    if (pending.length < 4) {
      return 0;
    }
    int length = (pending[2] & 0xFF) << 8 | pending[3] & 0xFF;
    // RFC 8656 §12.5: over streams ChannelData is padded to four bytes.
    return (pending[0] & 0xC0) == 0x40 ? 4 + (length + 3 & ~3) : 20 + length;
  }

  /** Whatever comes next, without its ends; null after the time. */
  byte @Nullable [] bytes(int millis) throws IOException {
    if (pending.length == 0 && !more(millis)) {
      return null;
    }
    byte[] bytes = pending;
    pending = new byte[0];
    return bytes;
  }

  private boolean more(int millis) throws IOException {
    if (millis <= 0) {
      return false;
    }
    byte[] chunk = new byte[65_536];
    socket.setSoTimeout(millis);
    int read;
    try {
      read = in.read(chunk);
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      throw new EndOfStream();
    }
    if (read < 0) {
      throw new EndOfStream();
    }
    int before = pending.length;
    pending = Arrays.copyOf(pending, before + read);
    System.arraycopy(chunk, 0, pending, before, read);
    return true;
  }

  /** Ends the connection by a reset. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
