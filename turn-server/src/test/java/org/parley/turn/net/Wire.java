package org.parley.turn.net;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.parley.turn.conformance.Transport;
import org.parley.turn.dtls.DtlsClient;

/** How a client reaches the server, message by message. */
interface Wire extends AutoCloseable {
  InetSocketAddress local();

  void send(byte[] message) throws IOException;

  byte[] receive() throws IOException;

  @Override
  void close() throws IOException;

  static Wire tcp(InetSocketAddress server) throws IOException {
    return new Stream(new Socket(server.getAddress(), server.getPort()));
  }

  static Wire tls(InetSocketAddress server) throws IOException {
    return new Stream(
        Transport.trustingAnything()
            .getSocketFactory()
            .createSocket(server.getAddress(), server.getPort()));
  }

  static Wire dtls(InetSocketAddress server) throws IOException {
    DtlsClient client = new DtlsClient(server);
    return new Wire() {
      @Override
      public InetSocketAddress local() {
        return new InetSocketAddress(client.address(), client.port());
      }

      @Override
      public void send(byte[] message) throws IOException {
        client.send(message);
      }

      @Override
      public byte[] receive() throws IOException {
        byte[] message = client.receive();
        if (message == null) {
          throw new IOException("nothing came");
        }
        return message;
      }

      @Override
      public void close() throws IOException {
        client.close();
      }
    };
  }

  /** STUN and padded ChannelData; afterwards perhaps bare bytes. */
  final class Stream implements Wire {
    final Socket socket;
    final DataInputStream in;

    Stream(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(TurnClient.PATIENCE_MILLIS);
      in = new DataInputStream(socket.getInputStream());
    }

    @Override
    public InetSocketAddress local() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void send(byte[] message) throws IOException {
      boolean padded = message[0] >>> 6 == 1 && message.length % 4 != 0;
      socket
          .getOutputStream()
          .write(padded ? Arrays.copyOf(message, message.length + 3 & ~3) : message);
    }

    @Override
    public byte[] receive() throws IOException {
      byte[] prefix = in.readNBytes(4);
      if (prefix.length < 4) {
        throw new IOException("closed");
      }
      int length = ByteBuffer.wrap(prefix).getShort(2) & 0xFFFF;
      boolean data = prefix[0] >>> 6 == 1;
      byte[] message = Arrays.copyOf(prefix, data ? 4 + length : 20 + length);
      in.readFully(message, 4, message.length - 4);
      if (data) {
        in.skipNBytes(-length & 3);
      }
      return message;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
