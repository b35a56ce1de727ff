package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.udp.UdpHub;
import org.parley.turn.relay.AllocationInfo;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Relay;
import org.parley.turn.relay.RelayEffect;
import org.parley.turn.relay.RelayServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One core on its event loop: brings it messages and time, does what it wants, and ends each
 * wake-up. Clients come by {@link ClientPorts} and {@link ClientLinks}, relays are {@link UdpSide}
 * and {@link TcpSide}. On that loop.
 */
final class TurnLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TurnLoop.class);

  private final TurnShared shared;
  private final NetworkLoop loop;
  private final RelayServer core;
  private final UdpHub hub;
  private final LoopCounters counters = new LoopCounters();
  private final ClientLinks links;
  private final ClientPorts ports;
  private final UdpSide udp;
  private final TcpSide tcp;
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
    hub =
        UdpHub.open(
            shared.kind(),
            loop,
            new UdpHub.Room(RelayServer.HEADROOM, RelayServer.TAILROOM),
            shared.udp(),
            this::onWakeUpEnd);
    links = new ClientLinks(this, shared);
    ports = new ClientPorts(this, shared);
    udp = new UdpSide(this, shared);
    tcp = new TcpSide(this, shared);
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

  ClientPorts ports() {
    return ports;
  }

  ClientLinks links() {
    return links;
  }

  UdpSide udp() {
    return udp;
  }

  LoopCounters counters() {
    return counters;
  }

  NetworkLoop loop() {
    return loop;
  }

  /**
   * What a client sent that is no data.
   *
   * @param local the address of ours to which it came
   */
  void onMessage(FiveTuple client, InetAddress local, ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    origin = local;
    core.onMessage(client, bytes, loop.nowNanos(), loop.epochSeconds());
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
        case RelayEffect.Splice splice -> tcp.splice(splice, links.find(splice.client().socket()));
        case RelayEffect.ClosePeer close -> tcp.closePeer(close.connection());
        case RelayEffect.PeerDenied denied -> shared.denials().log(denied, loop.nowNanos());
      }
    }
  }

  private void send(FiveTuple to, byte[] message) {
    counters.toClient(to.transport(), message.length);
    if (ports.has(to.socket())) {
      ports.send(to, message);
    } else {
      links.send(to.socket(), message);
    }
  }

  private void open(RelayEffect.OpenRelay wanted) {
    Relay relay = wanted.relay();
    RelayAddress address = shared.addresses().choose(origin, relay.family());
    if (address == null) {
      core.onRelayFailed(relay, loop.nowNanos());
      return;
    }
    switch (relay.protocol()) {
      case UDP -> udp.open(address, wanted);
      case TCP -> tcp.open(address, wanted);
    }
  }

  private void close(Relay relay) {
    switch (relay.protocol()) {
      case UDP -> udp.close(relay);
      case TCP -> tcp.close(relay);
    }
  }

  private void onWakeUpEnd() {
    links.flush();
    ports.handOver();
    udp.media().handOver();
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

  void close() {
    try {
      loop.call(
          () -> {
            ports.close();
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
