package org.parley.signaling.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection. May be used from any thread; does nothing once it is closed.
 */
public interface SocketContext {
  /** Queues a text message. A client that does not read is closed when its queue is full. */
  void send(String text);

  /** Sends what is queued, then the close frame. */
  void close(int code, String reason);

  InetSocketAddress client();

  /** Our address by which the client reached us, when it is ours. */
  @Nullable InetAddress reachedBy();

  /** The Host header of the handshake. */
  String host();

  boolean secure();

  /** Whether no proxy is between, as far as can be told. */
  boolean direct();
}
