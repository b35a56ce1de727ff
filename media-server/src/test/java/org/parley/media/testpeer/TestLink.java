package org.parley.media.testpeer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;

/** Whole packets to and from a server, blocking. */
public interface TestLink extends AutoCloseable {

  void send(byte[] packet) throws IOException;

  /** Blocks until a packet arrives; throws once the link is closed. */
  byte[] receive() throws IOException;

  @Override
  void close() throws IOException;

  static TestLink udp(InetSocketAddress server) throws IOException {
    InetAddress any = server.getAddress().isLoopbackAddress() ? server.getAddress() : null;
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(any, 0));
    socket.connect(server);
    return new TestLink() {
      @Override
      public void send(byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length));
      }

      @Override
      public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  /** RFC 4571 framing. */
  static TestLink tcp(InetSocketAddress server) throws IOException {
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    return new TestLink() {
      @Override
      public synchronized void send(byte[] packet) throws IOException {
        byte[] frame = new byte[packet.length + 2];
        frame[0] = (byte) (packet.length >>> 8);
        frame[1] = (byte) packet.length;
        System.arraycopy(packet, 0, frame, 2, packet.length);
        out.write(frame);
      }

      @Override
      public byte[] receive() throws IOException {
        return in.readNBytes(in.readUnsignedShort());
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
