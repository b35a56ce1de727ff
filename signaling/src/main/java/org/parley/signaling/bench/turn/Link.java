package org.parley.signaling.bench.turn;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.parley.signaling.bench.turn.socket.Inbox;
import org.parley.signaling.bench.turn.socket.Poller;
import org.parley.signaling.bench.turn.socket.Socket;

/** A client's way to the server. */
sealed interface Link permits Link.Datagrams, Link.Stream, TlsLink {

  /**
   * Sends one message, as framed for this kind of link.
   *
   * @param bytes in native memory
   * @return false if there was no room, or the connection is gone
   */
  boolean send(ByteBuf bytes);

  Socket socket();

  /** Lets go of its memory, when its socket is closed for good. */
  void release();

  /** Opens one; waits until it is there. */
  static Link open(
      Poller poller,
      TurnBenchOptions.Transport transport,
      InetSocketAddress server,
      Deframer.Frames frames)
      throws IOException {
    return switch (transport) {
      case UDP -> new Datagrams(poller, server, frames);
      case TCP -> new Stream(poller, server, frames);
      case TLS -> new TlsLink(poller, server, frames);
    };
  }

  private static InetAddress any(InetSocketAddress server) throws IOException {
    return InetAddress.getByAddress(new byte[server.getAddress().getAddress().length]);
  }

  /** UDP. */
  final class Datagrams implements Link {
    private final Socket socket;

    private Datagrams(Poller poller, InetSocketAddress server, Deframer.Frames frames)
        throws IOException {
      socket =
          poller.datagrams(
              server.getAddress().isLoopbackAddress() ? server.getAddress() : any(server),
              (inbox, count) -> {
                for (int i = 0; i < count; i++) {
                  frames.onFrame(inbox.content(i), inbox.arrivedNanos(i));
                }
              });
      socket.connect(server);
    }

    @Override
    public boolean send(ByteBuf bytes) {
      return socket.send(bytes, bytes.readerIndex(), bytes.readableBytes()) > 0;
    }

    @Override
    public Socket socket() {
      return socket;
    }

    @Override
    public void release() {}
  }

  /** TCP. */
  final class Stream implements Link {
    private final Socket socket;
    private final Outflow outflow;
    private final Deframer deframer = new Deframer();

    private Stream(Poller poller, InetSocketAddress server, Deframer.Frames frames)
        throws IOException {
      socket = poller.stream(server, (inbox, count) -> read(poller, inbox, count, frames));
      outflow = new Outflow(socket);
    }

    private void read(Poller poller, Inbox inbox, int count, Deframer.Frames frames) {
      if (count == 0) {
        poller.close(socket);
      }
      for (int i = 0; i < count; i++) {
        deframer.add(inbox.content(i), inbox.arrivedNanos(i), frames);
      }
    }

    @Override
    public boolean send(ByteBuf bytes) {
      return outflow.send(bytes);
    }

    @Override
    public void release() {
      deframer.release();
      outflow.release();
    }

    @Override
    public Socket socket() {
      return socket;
    }
  }
}
