package org.parley.signaling.websocket;

import org.parley.signaling.http.ByteStream;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.UpgradeHandler;

/** Turns HTTP connections into WebSocket connections. */
public final class WebSocketUpgrade implements UpgradeHandler {
  private final SocketOptions options;
  private final SocketHandler handler;
  private final Handshake handshake;
  private final SocketCounters counters = new SocketCounters();

  public WebSocketUpgrade(SocketOptions options, SocketHandler handler) {
    this.options = options;
    this.handler = handler;
    this.handshake = new Handshake(options);
  }

  public SocketCounters counters() {
    return counters;
  }

  @Override
  public Upgrade upgrade(HttpRequest request, ByteStream stream) {
    HttpResponse refusal = handshake.refusal(request);
    if (refusal != null) {
      counters.refused.increment();
      return new Upgrade.Refused(refusal);
    }
    Socket socket = new Socket(options, counters, stream, request.arrival(), handler);
    if (!socket.open(Handshake.serialize(request))) {
      counters.refused.increment();
      stream.close();
    }
    return new Upgrade.Accepted(socket, options.silence());
  }
}
