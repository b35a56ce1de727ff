package org.parley.signaling.websocket;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.signaling.http.ByteStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a session in order on a virtual thread of its own. When it falls behind, the client is not
 * read from until it has caught up.
 */
final class SessionThread {
  private static final Logger log = LoggerFactory.getLogger(SessionThread.class);
  private static final int PAUSE_AT = 64;
  private static final int RESUME_AT = 16;

  private sealed interface Event {
    record Text(String text) implements Event {}

    record Closed(int code, String reason) implements Event {}
  }

  private final SocketHandler handler;
  private final SocketContext context;
  private final ByteStream stream;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  SessionThread(SocketHandler handler, SocketContext context, ByteStream stream) {
    this.handler = handler;
    this.context = context;
    this.stream = stream;
  }

  void start() {
    Thread.ofVirtual().name("socket").start(this::run);
  }

  void text(String text) {
    events.add(new Event.Text(text));
    if (waiting.incrementAndGet() == PAUSE_AT) {
      stream.pauseReading();
      // The session may have caught up in between, and would never resume.
      if (waiting.get() <= RESUME_AT) {
        stream.resumeReading();
      }
    }
  }

  void closed(int code, String reason) {
    events.add(new Event.Closed(code, reason));
  }

  private void run() {
    SocketSession session;
    try {
      session = handler.onOpen(context);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    while (true) {
      try {
        switch (events.take()) {
          case Event.Text(String text) -> {
            if (waiting.decrementAndGet() == RESUME_AT) {
              stream.resumeReading();
            }
            session.onText(text);
          }
          case Event.Closed(int code, String reason) -> {
            session.onClosed(code, reason);
            return;
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  private void fail(RuntimeException failure) {
    log.error("A WebSocket session failed client={}", context.client(), failure);
    context.close(CloseCodes.INTERNAL_ERROR, "internal");
  }
}
