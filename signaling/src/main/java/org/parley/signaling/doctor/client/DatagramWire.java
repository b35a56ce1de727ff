package org.parley.signaling.doctor.client;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;

/** UDP. */
final class DatagramWire implements Wire {
  private static final int LARGEST = 2_048;

  private final DatagramSocket socket;

  DatagramWire(InetSocketAddress server) throws IOException {
    socket = new DatagramSocket(null);
    try {
      // By its address, the system finds ours; only what comes from there is read.
      socket.connect(server);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void send(byte[] message) throws IOException {
    socket.send(new DatagramPacket(message, message.length));
  }

  @Override
  public byte[] receive(Duration wait) throws IOException {
    socket.setSoTimeout((int) Math.max(1, wait.toMillis()));
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Override
  public boolean loses() {
    return true;
  }

  @Override
  public void close() {
    socket.close();
  }
}
