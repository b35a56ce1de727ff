package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Somebody to whom packets are relayed. */
public final class UdpPeer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;

  private final DatagramSocket socket;
  private final InetSocketAddress address;
  private SocketAddress lastSource = new InetSocketAddress(0);

  public UdpPeer(InetAddress host) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(host, 0));
    socket.setReceiveBufferSize(1 << 20);
    this.address = (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Also when it is closed. */
  public InetSocketAddress address() {
    return address;
  }

  public void send(InetSocketAddress to, String data) {
    send(to, data.getBytes(UTF_8));
  }

  public void send(InetSocketAddress to, byte[] data) {
    try {
      socket.send(new DatagramPacket(data, data.length, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next packet; null after the time. */
  public byte @Nullable [] receive(int millis) {
    try {
      DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
      socket.setSoTimeout(Math.max(1, millis));
      socket.receive(packet);
      lastSource = packet.getSocketAddress();
      return Arrays.copyOf(packet.getData(), packet.getLength());
    } catch (SocketTimeoutException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] receive() {
    byte[] data = receive(PATIENCE_MILLIS);
    assertNotNull(data, "nothing came to the peer");
    return data;
  }

  /** This, from there, and nothing before it. */
  public void expect(InetSocketAddress from, String data) {
    assertEquals(data, new String(receive(), UTF_8));
    assertEquals(from, lastSource);
  }

  public void expect(String data) {
    assertEquals(data, new String(receive(), UTF_8));
  }

  @Override
  public void close() {
    socket.close();
  }
}
