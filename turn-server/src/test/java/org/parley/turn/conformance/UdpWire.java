package org.parley.turn.conformance;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** UDP: a connected socket, that sees only what comes from the address that was asked. */
final class UdpWire implements Wire {
  private final DatagramSocket socket;

  UdpWire(InetSocketAddress local, InetSocketAddress server) throws IOException {
    socket = new DatagramSocket(local);
    socket.setReceiveBufferSize(1 << 20);
    socket.connect(server);
  }

  @Override
  public boolean datagrams() {
    return true;
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length));
  }

  @Override
  public byte @Nullable [] receive(int millis) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.setSoTimeout(Math.max(1, millis));
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return null;
    }
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public void close() {
    socket.close();
  }
}
