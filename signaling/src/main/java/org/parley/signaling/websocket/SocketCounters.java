package org.parley.signaling.websocket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the WebSocket connections count. */
public final class SocketCounters {
  final AtomicInteger open = new AtomicInteger();
  final LongAdder refused = new LongAdder();
  final LongAdder violations = new LongAdder();
  final LongAdder received = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder slowClients = new LongAdder();

  SocketCounters() {}

  /** Connections now. */
  public int openSockets() {
    return open.get();
  }

  /** Handshakes refused: no subprotocol, a foreign origin, a wrong version. */
  public long refusedHandshakes() {
    return refused.sum();
  }

  /** Connections closed for frames against the rules or the limits. */
  public long violations() {
    return violations.sum();
  }

  public long receivedMessages() {
    return received.sum();
  }

  public long sentMessages() {
    return sent.sum();
  }

  /** Connections closed because the client did not read. */
  public long slowClients() {
    return slowClients.sum();
  }
}
