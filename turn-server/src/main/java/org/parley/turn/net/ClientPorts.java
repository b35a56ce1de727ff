package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.HubReceiver;
import org.parley.net.udp.HubSocket;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.SocketUse;
import org.parley.net.udp.UdpHub;
import org.parley.turn.dtls.DtlsServer;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.RelayServer;
import org.parley.turn.relay.Transport;

/**
 * The listening sockets of one loop: its clients by UDP, and packets of those that other loops
 * have; on that loop. The position of a socket is its number in a {@link FiveTuple}.
 */
final class ClientPorts {
  private final TurnLoop home;
  private final TurnShared shared;
  private final UdpHub hub;
  private final RelayServer core;
  private final LoopCounters counters;
  private final Owned owned;
  private final RemoteAddress scratch = new RemoteAddress();
  private final List<HubSocket> listening = new ArrayList<>();
  private final List<ClientPort> ports = new ArrayList<>();
  private @Nullable Strays strays;

  ClientPorts(TurnLoop home, TurnShared shared) {
    this.home = home;
    this.shared = shared;
    this.hub = home.hub();
    this.core = home.core();
    this.counters = home.counters();
    this.owned = new Owned(home, shared.owners());
  }

  /** Binds the next of the listening addresses; from any thread. */
  void listen(InetSocketAddress local, SocketUse use) throws IOException {
    home.loop()
        .call(
            () -> {
              ClientPort port = new ClientPort(listening.size(), local.getAddress());
              HubSocket socket = hub.bind(local, use, port);
              port.dtls =
                  new DtlsServer(
                      home.loop(), home.links(), new DtlsSocket(hub, socket), shared.dtls());
              ports.add(port);
              return listening.add(socket);
            });
  }

  /** Closes what {@link #listen} bound; from any thread. */
  void stopListening() {
    home.post(this::close, () -> {});
  }

  void close() {
    ports.forEach(ClientPort::close);
    ports.clear();
    listening.forEach(HubSocket::close);
    listening.clear();
  }

  /** The loops that packets may have to be handed over to, if there are several. */
  void connect(List<TurnLoop> all) {
    strays = all.size() > 1 ? new Strays(all) : null;
  }

  /** One of the sockets, with its clients. */
  private final class ClientPort implements HubReceiver {
    private final int number;
    private final InetAddress local;
    @Nullable DtlsServer dtls;

    ClientPort(int number, InetAddress local) {
      this.number = number;
      this.local = local;
    }

    void close() {
      DtlsServer over = dtls;
      if (over != null) {
        over.close();
      }
    }

    @Override
    public void onDatagram(RemoteAddress from, ByteBuf content) {
      DtlsServer over = dtls;
      if (over != null && DtlsServer.isDtls(content)) {
        over.onDatagram(from, content);
        return;
      }
      TurnLoop owner = strays == null ? null : owned.owner(number, from, content);
      if (owner != null && owner != home) {
        stray(owner, number, from, content);
      } else {
        onClientDatagram(number, local, from, content, owner == null);
      }
    }

    @Override
    public void onIcmp(RemoteAddress to, int type, int code, int data) {
      counters.increment(LoopCounter.UNEXPECTED_ICMP);
    }
  }

  private void stray(TurnLoop owner, int socket, RemoteAddress from, ByteBuf content) {
    Strays ways = strays;
    if (ways == null || !ways.add(owner, socket, from, content)) {
      counters.increment(LoopCounter.STRAYS_DROPPED);
    } else {
      counters.increment(LoopCounter.STRAYS);
    }
  }

  /** A packet that another loop got; {@code content} is ours. */
  void onStray(int socket, RemoteAddress from, ByteBuf content) {
    hub.wakeUp();
    hub.releaseLater(content);
    onClientDatagram(socket, shared.locals().get(socket), from, content, true);
  }

  private void onClientDatagram(
      int number, InetAddress local, RemoteAddress from, ByteBuf content, boolean unknown) {
    counters.fromClient(Transport.UDP, content.readableBytes());
    if (RelayServer.isData(content)) {
      home.udp().toPeer(number, from.high(), from.low(), from.port(), content);
      return;
    }
    FiveTuple client = new FiveTuple(Transport.UDP, number, from.toInetSocketAddress());
    home.onMessage(client, local, content);
    if (unknown && strays != null) {
      owned.note(client, number, from, core);
    }
  }

  /** Packets of other loops' clients that came in this wake-up go there. */
  void handOver() {
    Strays ways = strays;
    if (ways != null) {
      ways.handOver();
    }
  }

  /** Whether a client came to one of these, else it is one of {@link ClientLinks}. */
  boolean has(int socket) {
    return socket < listening.size();
  }

  /** Sends at the end of the wake-up, until which {@code content} stays as it is. */
  void send(int socket, ByteBuf content, RemoteAddress to) {
    listening.get(socket).send(content, content.readerIndex(), content.readableBytes(), to, false);
  }

  void send(FiveTuple to, byte[] message) {
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(message.length);
    bytes.writeBytes(message);
    hub.releaseLater(bytes);
    scratch.set(to.client());
    send(to.socket(), bytes, scratch);
  }
}
