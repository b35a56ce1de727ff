package org.parley.signaling.websocket;

import java.util.List;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidHandshakeException;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.HandshakeBuilder;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.Protocol;

/** The library's RFC 6455 with our limits, one subprotocol and no extensions. */
final class ServerDraft extends Draft_6455 {
  private final String subprotocol;
  private final int messageBytes;

  ServerDraft(String subprotocol, int messageBytes) {
    super(List.<IExtension>of(), List.of(new Protocol(subprotocol)), messageBytes);
    this.subprotocol = subprotocol;
    this.messageBytes = messageBytes;
  }

  @Override
  public Draft copyInstance() {
    return new ServerDraft(subprotocol, messageBytes);
  }

  @Override
  public HandshakeBuilder postProcessHandshakeResponseAsServer(
      ClientHandshake request, ServerHandshakeBuilder response) throws InvalidHandshakeException {
    HandshakeBuilder builder = super.postProcessHandshakeResponseAsServer(request, response);
    // The library repeats the client's Connection header and names itself.
    builder.put("Connection", "Upgrade");
    builder.put("Server", "parley");
    return builder;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
