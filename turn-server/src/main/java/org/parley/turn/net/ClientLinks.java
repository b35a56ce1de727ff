package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.UdpHub;
import org.parley.turn.link.ClientIntake;
import org.parley.turn.link.ClientLink;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.RelayServer;

/** The clients of one loop that come by connections and DTLS; on that loop. */
final class ClientLinks implements ClientIntake {
  private final TurnLoop home;
  private final TurnShared shared;
  private final UdpHub hub;
  private final IntObjectMap<ClientLink> bySocket = new IntObjectHashMap<>();

  /** Those that were sent to in this wake-up, some of them several times. */
  private final List<ClientLink> dirty = new ArrayList<>();

  ClientLinks(TurnLoop home, TurnShared shared) {
    this.home = home;
    this.shared = shared;
    this.hub = home.hub();
  }

  @Override
  public int nextSocket() {
    return shared.locals().size() + shared.sockets().getAndIncrement();
  }

  @Override
  public void onOpened(ClientLink link) {
    bySocket.put(link.client().socket(), link);
  }

  @Override
  public void onPacket(ClientLink from, ByteBuf message) {
    hub.wakeUp();
    FiveTuple client = from.client();
    home.counters().fromClient(client.transport(), message.readableBytes());
    if (RelayServer.isData(message)) {
      home.udp().toPeer(client.socket(), from.high(), from.low(), from.port(), message);
    } else {
      home.onMessage(client, from.local(), message);
    }
  }

  @Override
  public void releaseLater(ByteBuf messages) {
    hub.wakeUp();
    hub.releaseLater(messages);
  }

  @Override
  public boolean hasAllocation(ClientLink link) {
    return home.core().hasAllocation(link.client());
  }

  @Override
  public void onClosed(ClientLink link) {
    hub.wakeUp();
    home.core().onClientClosed(link.client());
    home.drain();
    bySocket.remove(link.client().socket());
    dirty.removeIf(each -> each.equals(link));
  }

  @Nullable ClientLink find(int socket) {
    return bySocket.get(socket);
  }

  /** A peer's packet, framed; lost if the client has gone. */
  void send(int socket, ByteBuf framed) {
    ClientLink link = bySocket.get(socket);
    if (link != null) {
      link.sendData(framed);
      dirty.add(link);
    }
  }

  void send(int socket, byte[] message) {
    ClientLink link = bySocket.get(socket);
    if (link != null) {
      link.sendMessage(message);
      dirty.add(link);
    }
  }

  /** What was sent in this wake-up leaves. */
  void flush() {
    for (ClientLink link : dirty) {
      link.flush();
    }
    dirty.clear();
  }
}
