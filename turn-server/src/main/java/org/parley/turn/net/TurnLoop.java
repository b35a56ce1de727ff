package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.udp.HubReceiver;
import org.parley.net.udp.HubSocket;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.SocketUse;
import org.parley.net.udp.UdpHub;
import org.parley.turn.dtls.DtlsServer;
import org.parley.turn.link.ClientIntake;
import org.parley.turn.link.ClientLink;
import org.parley.turn.relay.AllocationInfo;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Relay;
import org.parley.turn.relay.RelayEffect;
import org.parley.turn.relay.RelayProtocol;
import org.parley.turn.relay.RelayServer;
import org.parley.turn.relay.ToPeer;
import org.parley.turn.relay.Transport;
import org.parley.turn.stun.TurnAttribute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets, clients and relays of one event loop, around one core; on that loop. */
final class TurnLoop implements ClientIntake {
  private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);

  private final TurnShared shared;
  private final NetworkLoop loop;
  private final RelayServer core;
  private final UdpHub hub;
  private final RelayOpener opener;
  private final TcpSide tcp;
  private final MediaPassage media;
  private final LoopCounters counters = new LoopCounters();
  private final RemoteAddress scratch = new RemoteAddress();
  private final List<HubSocket> listening = new ArrayList<>();
  private final List<ClientPort> ports = new ArrayList<>();
  private final List<ClientLink> dirty = new ArrayList<>();
  private final Owned owned;
  private @Nullable RelaySocket[] relays = new @Nullable RelaySocket[64];
  private final IntObjectMap<ClientLink> links = new IntObjectHashMap<>();
  private @Nullable Strays strays;
  private @Nullable ScheduledFuture<?> timer;
  private long timerAt;
  private boolean deadlinesChanged;

  /** The address of ours to which the client came whose message is being handled. */
  private InetAddress origin;

  TurnLoop(TurnShared shared, NetworkLoop loop, RelayServer core) throws IOException {
    this.shared = shared;
    this.loop = loop;
    this.core = core;
    this.origin = shared.locals().getFirst();
    this.owned = new Owned(this, shared.owners());
    hub =
        UdpHub.open(
            shared.kind(),
            loop,
            new UdpHub.Room(RelayServer.HEADROOM, RelayServer.TAILROOM),
            shared.udp(),
            this::onWakeUpEnd);
    media = new MediaPassage(shared.passage(), loop, hub, counters);
    opener = new RelayOpener(this, hub, shared.faults());
    tcp = new TcpSide(this, shared);
  }

  /** Binds the next of the listening addresses; from any thread. */
  void listen(InetSocketAddress local, SocketUse use) throws IOException {
    loop.call(
        () -> {
          ClientPort port = new ClientPort(listening.size(), local.getAddress());
          HubSocket socket = hub.bind(local, use, port);
          port.dtls = new DtlsServer(loop, this, new DtlsSocket(hub, socket), shared.dtls());
          ports.add(port);
          return listening.add(socket);
        });
  }

  /** Closes what {@link #listen} bound; from any thread. */
  void stopListening() {
    post(
        () -> {
          closePorts();
        },
        () -> {});
  }

  private void closePorts() {
    ports.forEach(ClientPort::close);
    ports.clear();
    listening.forEach(HubSocket::close);
    listening.clear();
  }

  /** The loops that packets may have to be handed over to, if there are several. */
  void connect(List<TurnLoop> all) {
    strays = all.size() > 1 ? new Strays(all) : null;
  }

  int index() {
    return loop.index();
  }

  UdpHub hub() {
    return hub;
  }

  RelayServer core() {
    return core;
  }

  MediaPassage media() {
    return media;
  }

  LoopCounters counters() {
    return counters;
  }

  NetworkLoop loop() {
    return loop;
  }

  /** A listening socket: clients by UDP. */
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
      if (owner != null && owner != TurnLoop.this) {
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
      toPeer(number, from.high(), from.low(), from.port(), content);
      return;
    }
    FiveTuple client = new FiveTuple(Transport.UDP, number, from.toInetSocketAddress());
    onMessage(client, local, content);
    if (unknown && strays != null) {
      owned.note(client, number, from, core);
    }
  }

  private void toPeer(int socket, long high, long low, int port, ByteBuf content) {
    ToPeer to = core.fromClient(socket, high, low, port, content, loop.nowNanos());
    if (to == null) {
      return;
    }
    RelaySocket relay = relays[to.relay().slot()];
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

  private void onMessage(FiveTuple client, InetAddress local, ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    origin = local;
    core.onMessage(client, bytes, loop.nowNanos(), loop.epochSeconds());
    drain();
  }

  void onPeerDatagram(RelaySocket relay, RemoteAddress from, ByteBuf content) {
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
    if (socket < listening.size()) {
      RemoteAddress to = relay.addressOf(client);
      listening
          .get(socket)
          .send(
              content,
              content.readerIndex(),
              content.readableBytes(),
              to.high(),
              to.low(),
              to.port(),
              to.scope(),
              false);
      return;
    }
    ClientLink link = links.get(socket);
    if (link != null) {
      link.sendData(content);
      dirty.add(link);
    }
  }

  void onIcmp(Relay relay, RemoteAddress to, int type, int code, int data) {
    if (shared.translates()) {
      shared.translation().toAnnounced(to);
    }
    TurnAttribute.Icmp error = new TurnAttribute.Icmp(type, code, data);
    core.onIcmp(relay, to.toInetSocketAddress(), error, loop.nowNanos());
    drain();
  }

  /** To be called after whatever was told to the core. */
  void drain() {
    deadlinesChanged = true;
    for (RelayEffect next = core.nextEffect(); next != null; next = core.nextEffect()) {
      switch (next) {
        case RelayEffect.Send send -> send(send.to(), send.message());
        case RelayEffect.OpenRelay open -> open(open);
        case RelayEffect.CloseRelay close -> close(close.relay());
        case RelayEffect.Connect connect -> tcp.connect(connect);
        case RelayEffect.Splice splice -> tcp.splice(splice, links.get(splice.client().socket()));
        case RelayEffect.ClosePeer close -> tcp.closePeer(close.connection());
        case RelayEffect.PeerDenied denied -> shared.denials().log(denied, loop.nowNanos());
      }
    }
  }

  private void send(FiveTuple to, byte[] message) {
    int socket = to.socket();
    counters.toClient(to.transport(), message.length);
    if (socket < listening.size()) {
      ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(message.length);
      bytes.writeBytes(message);
      hub.releaseLater(bytes);
      scratch.set(to.client());
      listening
          .get(socket)
          .send(
              bytes,
              0,
              message.length,
              scratch.high(),
              scratch.low(),
              scratch.port(),
              scratch.scope(),
              false);
      return;
    }
    ClientLink link = links.get(socket);
    if (link != null) {
      link.sendMessage(message);
      dirty.add(link);
    }
  }

  private void open(RelayEffect.OpenRelay wanted) {
    Relay relay = wanted.relay();
    RelayAddress address = shared.addresses().choose(origin, relay.family());
    if (address != null && relay.protocol() == RelayProtocol.TCP) {
      tcp.open(address, wanted);
      return;
    }
    RelayOpener.Opened opened =
        address == null
            ? null
            : opener.open(address, relay, wanted.even(), wanted.next(), loop.nowNanos());
    if (address == null || opened == null) {
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
    if (relay.slot() >= relays.length) {
      relays = Arrays.copyOf(relays, Math.max(relay.slot() + 1, relays.length * 2));
    }
    relays[relay.slot()] = socket;
  }

  private void close(Relay relay) {
    if (relay.protocol() == RelayProtocol.TCP) {
      tcp.close(relay);
      return;
    }
    RelaySocket socket = relays[relay.slot()];
    if (socket != null) {
      relays[relay.slot()] = null;
      socket.close();
    }
  }

  private void onWakeUpEnd() {
    for (ClientLink link : dirty) {
      link.flush();
    }
    dirty.clear();
    Strays ways = strays;
    if (ways != null) {
      ways.handOver();
    }
    media.handOver();
    if (deadlinesChanged) {
      deadlinesChanged = false;
      armTimer();
    }
    counters.publish();
  }

  /** One timer, which may come too early but never too late. */
  private void armTimer() {
    if (!core.hasDeadline()) {
      return;
    }
    long at = core.nextDeadlineNanos();
    ScheduledFuture<?> armed = timer;
    if (armed != null) {
      if (timerAt - at <= 0) {
        return;
      }
      armed.cancel(false);
    }
    timerAt = at;
    timer =
        loop.eventLoop()
            .schedule(this::onTimer, Math.max(0, at - loop.nowNanos()), TimeUnit.NANOSECONDS);
  }

  private void onTimer() {
    timer = null;
    hub.wakeUp();
    core.onTimeout(loop.nowNanos());
    drain();
  }

  CompletableFuture<List<AllocationInfo>> describe() {
    CompletableFuture<List<AllocationInfo>> described = new CompletableFuture<>();
    post(
        () -> described.complete(core.describe(loop.nowNanos())),
        () -> described.complete(List.of()));
    return described;
  }

  /** Runs a task in a wake-up of this loop; from any thread. */
  void post(Runnable task, Runnable otherwise) {
    try {
      loop.eventLoop()
          .execute(
              () -> {
                hub.wakeUp();
                task.run();
              });
    } catch (RejectedExecutionException e) {
      LOG.debug("a task came after the end of its loop", e);
      otherwise.run();
    }
  }

  void configure(RelayServer.Settings settings) {
    core.configure(settings);
  }

  @Override
  public int nextSocket() {
    return shared.locals().size() + shared.sockets().getAndIncrement();
  }

  @Override
  public void onOpened(ClientLink link) {
    links.put(link.client().socket(), link);
  }

  @Override
  public void onPacket(ClientLink from, ByteBuf message) {
    hub.wakeUp();
    FiveTuple client = from.client();
    counters.fromClient(client.transport(), message.readableBytes());
    if (RelayServer.isData(message)) {
      toPeer(client.socket(), from.high(), from.low(), from.port(), message);
    } else {
      onMessage(client, from.local(), message);
    }
  }

  @Override
  public void releaseLater(ByteBuf messages) {
    hub.wakeUp();
    hub.releaseLater(messages);
  }

  @Override
  public boolean hasAllocation(ClientLink link) {
    return core.hasAllocation(link.client());
  }

  @Override
  public void onClosed(ClientLink link) {
    hub.wakeUp();
    core.onClientClosed(link.client());
    drain();
    links.remove(link.client().socket());
    dirty.removeIf(each -> each.equals(link));
  }

  void close() {
    try {
      loop.call(
          () -> {
            closePorts();
            tcp.close();
            hub.flush();
            return true;
          });
    } catch (IOException e) {
      LOG.debug("a loop ended before its server", e);
    }
    hub.close();
  }
}
