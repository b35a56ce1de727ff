package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Relay;
import org.parley.turn.relay.RelayEffect;
import org.parley.turn.relay.RelayServer;
import org.parley.turn.relay.ToPeer;
import org.parley.turn.stun.TurnAttribute;

/** The UDP relays of one loop, and what passes between clients and peers; on that loop. */
final class UdpSide {
  private final TurnLoop home;
  private final TurnShared shared;
  private final NetworkLoop loop;
  private final RelayServer core;
  private final LoopCounters counters;
  private final ClientPorts ports;
  private final ClientLinks links;
  private final MediaPassage media;
  private final RelayOpener opener;
  private final RemoteAddress scratch = new RemoteAddress();

  /** By the slot of the relay. */
  private @Nullable RelaySocket[] sockets = new @Nullable RelaySocket[64];

  UdpSide(TurnLoop home, TurnShared shared) {
    this.home = home;
    this.shared = shared;
    this.loop = home.loop();
    this.core = home.core();
    this.counters = home.counters();
    this.ports = home.ports();
    this.links = home.links();
    this.media = new MediaPassage(shared.passage(), loop, home.hub(), counters);
    this.opener = new RelayOpener(this, home.hub(), shared.faults());
  }

  MediaPassage media() {
    return media;
  }

  void open(RelayAddress address, RelayEffect.OpenRelay wanted) {
    Relay relay = wanted.relay();
    RelayOpener.Opened opened =
        opener.open(address, relay, wanted.even(), wanted.next(), loop.nowNanos());
    if (opened == null) {
      core.onRelayFailed(relay, loop.nowNanos());
      return;
    }
    place(relay, opened.first());
    RelaySocket second = opened.second();
    if (second != null) {
      place(second.relay(), second);
    }
    core.onRelayOpened(
        relay, new InetSocketAddress(address.announced(), opened.port()), loop.nowNanos());
  }

  private void place(Relay relay, RelaySocket socket) {
    if (relay.slot() >= sockets.length) {
      sockets = Arrays.copyOf(sockets, Math.max(relay.slot() + 1, sockets.length * 2));
    }
    sockets[relay.slot()] = socket;
  }

  void close(Relay relay) {
    RelaySocket socket = sockets[relay.slot()];
    if (socket != null) {
      sockets[relay.slot()] = null;
      socket.close();
    }
  }

  /**
   * A client's ChannelData or Send indication.
   *
   * @param socket as in the client's {@link FiveTuple}
   */
  void toPeer(int socket, long high, long low, int port, ByteBuf content) {
    ToPeer to = core.fromClient(socket, high, low, port, content, loop.nowNanos());
    if (to == null) {
      return;
    }
    RelaySocket relay = sockets[to.relay().slot()];
    if (relay == null) {
      return;
    }
    scratch.set(to.high(), to.low(), to.port(), 0);
    if (shared.translates()) {
      shared.translation().toBound(scratch);
    }
    int offset = content.readerIndex() + to.offset();
    if (!media.take(relay, content, offset, to.length(), scratch)) {
      relay.send(content, offset, to.length(), scratch, to.dontFragment());
    }
  }

  /** A peer's packet. */
  void toClient(RelaySocket relay, RemoteAddress from, ByteBuf content) {
    if (shared.translates()) {
      shared.translation().toAnnounced(from);
    }
    FiveTuple client =
        core.fromPeer(
            relay.relay(), from.high(), from.low(), from.port(), content, loop.nowNanos());
    if (client == null) {
      return;
    }
    counters.toClient(client.transport(), content.readableBytes());
    int socket = client.socket();
    if (ports.has(socket)) {
      ports.send(socket, content, relay.addressOf(client));
    } else {
      links.send(socket, content);
    }
  }

  void onIcmp(Relay relay, RemoteAddress to, int type, int code, int data) {
    if (shared.translates()) {
      shared.translation().toAnnounced(to);
    }
    TurnAttribute.Icmp error = new TurnAttribute.Icmp(type, code, data);
    core.onIcmp(relay, to.toInetSocketAddress(), error, loop.nowNanos());
    home.drain();
  }
}
