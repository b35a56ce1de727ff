package org.parley.signaling.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.handshake.Handshakedata;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.ByteStream;
import org.parley.signaling.http.StreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: bytes in from the stream through the guard to the engine, messages out of it to
 * the session, and back.
 */
final class Socket extends WebSocketAdapter implements StreamHandler, SocketContext {
  private static final Logger log = LoggerFactory.getLogger(Socket.class);
  private static final int MAX_REASON_BYTES = 123;

  private final SocketOptions options;
  private final SocketCounters counters;
  private final ByteStream stream;
  private final Arrival arrival;
  private final FrameGuard guard;
  private final WebSocketImpl engine;
  private final SessionThread session;
  private final Object drain = new Object();
  private final AtomicBoolean slow = new AtomicBoolean();
  private volatile int closeCode = CloseCodes.ABNORMAL;
  private volatile String closeReason = "";
  private boolean opened;

  Socket(
      SocketOptions options,
      SocketCounters counters,
      ByteStream stream,
      Arrival arrival,
      SocketHandler handler) {
    this.options = options;
    this.counters = counters;
    this.stream = stream;
    this.arrival = arrival;
    this.guard = new FrameGuard(options.messageBytes());
    this.engine =
        new WebSocketImpl(
            this, List.of(new ServerDraft(options.subprotocol(), options.messageBytes())));
    this.session = new SessionThread(handler, this, stream);
  }

  /** Gives the engine the handshake, which it answers; false when it refuses. */
  boolean open(byte[] handshake) {
    engine.decode(ByteBuffer.wrap(handshake));
    return engine.isOpen();
  }

  @Override
  public void onBytes(ByteBuffer bytes) {
    int violation = guard.check(bytes.duplicate());
    if (violation != 0) {
      counters.violations.increment();
      close(violation, violation == CloseCodes.TOO_BIG ? "message too big" : "");
      return;
    }
    if (engine.isOpen()) {
      // The engine reads the backing array from its start.
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      engine.decode(ByteBuffer.wrap(copy));
    }
  }

  @Override
  public void onClosed() {
    engine.eot();
    if (opened) {
      counters.open.decrementAndGet();
    }
    session.closed(closeCode, closeReason);
  }

  @Override
  public void onWebsocketOpen(WebSocket connection, Handshakedata handshake) {
    opened = true;
    counters.open.incrementAndGet();
    session.start();
  }

  @Override
  public void onWebsocketMessage(WebSocket connection, String message) {
    counters.received.increment();
    session.text(message);
  }

  @Override
  public void onWebsocketMessage(WebSocket connection, ByteBuffer message) {
    // The guard lets no binary frame pass.
    close(CloseCodes.UNACCEPTABLE_DATA, "");
  }

  @Override
  public void onWebsocketClosing(
      WebSocket connection, int code, @Nullable String reason, boolean remote) {
    closeCode = code;
    closeReason = reason == null ? "" : reason;
    // The close frame is written by now; the stream still drops what the client sends until it
    // closes as well.
    stream.close();
  }

  @Override
  public void onWebsocketCloseInitiated(WebSocket connection, int code, @Nullable String reason) {}

  @Override
  public void onWebsocketClose(
      WebSocket connection, int code, @Nullable String reason, boolean remote) {}

  @Override
  public void onWebsocketError(WebSocket connection, Exception failure) {
    log.debug("The WebSocket engine reports: {}", failure.toString());
  }

  /** The engine has bytes for the client; several threads may say so at once. */
  @Override
  public void onWriteDemand(WebSocket connection) {
    synchronized (drain) {
      for (ByteBuffer bytes = engine.outQueue.poll();
          bytes != null;
          bytes = engine.outQueue.poll()) {
        stream.write(bytes);
      }
    }
    if (stream.unwrittenBytes() > options.queuedBytes()) {
      if (slow.compareAndSet(false, true)) {
        counters.slowClients.increment();
        log.info("A client does not read and is closed client={}", arrival.client());
      }
      stream.abort();
    }
  }

  @Override
  public void send(String text) {
    try {
      engine.send(text);
      counters.sent.increment();
    } catch (WebsocketNotConnectedException _) {
      // Closed meanwhile: the session hears of it by onClosed.
    }
  }

  @Override
  public void close(int code, String reason) {
    engine.close(code, shorten(reason));
  }

  /** RFC 6455 section 5.5: a control frame holds 125 bytes, two of them the code. */
  private static String shorten(String reason) {
    String shortened = reason;
    while (shortened.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      shortened = shortened.substring(0, shortened.length() - 1);
    }
    return shortened;
  }

  @Override
  public InetSocketAddress getLocalSocketAddress(WebSocket connection) {
    return new InetSocketAddress(0);
  }

  @Override
  public InetSocketAddress getRemoteSocketAddress(WebSocket connection) {
    return arrival.client();
  }

  @Override
  public InetSocketAddress client() {
    return arrival.client();
  }

  @Override
  public @Nullable InetAddress reachedBy() {
    return arrival.reachedBy();
  }

  @Override
  public String host() {
    return arrival.host();
  }

  @Override
  public boolean secure() {
    return arrival.secure();
  }

  @Override
  public boolean direct() {
    return arrival.direct();
  }
}
