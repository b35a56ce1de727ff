package org.parley.turn.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's way to a server. */
public interface Wire extends AutoCloseable {
  /** Datagrams: what they hold is one message. */
  boolean datagrams();

  InetSocketAddress local();

  /** Bytes as they are: over a stream neither padded nor one segment for sure. */
  void send(byte[] bytes) throws IOException;

  /** The next message, null after the time; a closed connection is an {@link EndOfStream}. */
  byte @Nullable [] receive(int millis) throws IOException;

  @Override
  void close() throws IOException;

  /** The server has closed the connection. */
  final class EndOfStream extends IOException {
    private static final long serialVersionUID = 1;

    EndOfStream() {
      super("the server closed the connection");
    }
  }
}
