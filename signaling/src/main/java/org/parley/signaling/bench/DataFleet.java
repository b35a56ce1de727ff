package org.parley.signaling.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.DataChannelConfig;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Role;

/**
 * One sender and its receivers in a room. Joins run on virtual threads, some at once; everything
 * else is for the thread that drives the run.
 */
final class DataFleet {
  private static final int JOINS_AT_ONCE = 10;
  private static final int PATIENCE_SECONDS = 60;
  private static final int OPEN_SECONDS = 10;
  private static final int PING_SECONDS = 10;

  private final DataBenchOptions options;
  private final BenchNetwork network;
  private final HttpClient http;
  private final SecureRandom random = new SecureRandom();
  private final DtlsIdentity identity = DtlsIdentity.create(random);
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Seat> seats = new ConcurrentLinkedQueue<>();
  private final DataSender sender;
  private @Nullable Seat senderSeat;

  /**
   * A participant.
   *
   * @param receiver null of the sender
   */
  record Seat(
      RoomSocket socket, PeerTransport transport, DataLink link, @Nullable DataReceiver receiver) {
    EventLoop loop() {
      return transport.open().eventLoop();
    }
  }

  DataFleet(DataBenchOptions options, BenchNetwork network, HttpClient http) {
    this.options = options;
    this.network = network;
    this.http = http;
    this.sender = new DataSender(options.load().traffic(), network.publishLoop());
  }

  DataSender sender() {
    return sender;
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Those who go on reading, or those who do not. */
  List<Seat> receivers(boolean stalled) {
    List<Seat> found = new ArrayList<>();
    for (Seat seat : seats) {
      DataReceiver receiver = seat.receiver();
      if (receiver != null && receiver.stalled() == stalled) {
        found.add(seat);
      }
    }
    return found;
  }

  /** The receivers first, so that nobody misses anything; false when nothing can be measured. */
  boolean join() throws InterruptedException {
    Semaphore slots = new Semaphore(JOINS_AT_ONCE);
    try (ExecutorService joins = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < options.load().receivers(); i++) {
        String name = "receiver-" + i;
        EventLoop loop = network.receiveLoops().get(i % network.receiveLoops().size()).loop();
        joins.execute(
            () -> {
              slots.acquireUninterruptibly();
              try {
                receive(name, loop);
              } catch (IOException e) {
                failures.add(String.valueOf(e.getMessage()));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                slots.release();
              }
            });
      }
      joins.shutdown();
      if (!joins.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        joins.shutdownNow();
      }
    }
    if (seats.isEmpty()) {
      return false;
    }
    try {
      Seat seat = connect("sender", network.publishLoop(), sender, null);
      int channel = channel("sender", seat);
      Loops.call(
          seat.loop(),
          () -> {
            sender.use(seat.link(), channel);
            return channel;
          });
      senderSeat = seat;
      return true;
    } catch (IOException e) {
      failures.add(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void receive(String name, EventLoop loop) throws IOException, InterruptedException {
    DataReceiver receiver = new DataReceiver(options.load().channel().ordered());
    Seat seat = connect(name, loop, receiver, receiver);
    channel(name, seat);
    seats.add(seat);
  }

  /** Waits until the server has confirmed the channel. */
  private static int channel(String name, Seat seat) throws IOException, InterruptedException {
    try {
      return seat.link().opened().get(OPEN_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException(name + ": the server did not confirm the channel", e);
    }
  }

  private Seat connect(
      String name, EventLoop loop, DataLink.Listener listener, @Nullable DataReceiver receiver)
      throws IOException, InterruptedException {
    DataBenchOptions.Target target = options.target();
    RoomSocket socket =
        RoomSocket.join(http, target.base(), options.load().room(), name, target.token());
    PeerTransport transport = new PeerTransport((_, _) -> {});
    Channel channel = network.bind(loop, transport);
    LocalTransport local =
        LocalTransport.of(channel, target.base(), identity.fingerprint(), random);
    SdpAnswer answer = socket.offer(new DataOffer(local));
    DataRecords records =
        transport.connectData(new IceClient(local.ice(), answer.ice(), random), answer, identity);
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    DataChannels channels = new DataChannels(DataChannelConfig.of(Role.CLIENT), secret);
    DataLink link = new DataLink(transport, records, channels, listener);
    Loops.call(
        loop,
        () -> {
          if (receiver != null) {
            receiver.use(link);
          }
          link.start(options.load().channel());
          return link;
        });
    loop.scheduleAtFixedRate(socket::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
    return new Seat(socket, transport, link, receiver);
  }

  Set<Integer> localPorts() {
    return seats.stream()
        .flatMap(seat -> seat.transport().localPort().stream())
        .collect(Collectors.toSet());
  }

  /** Says goodbye and closes the sockets. */
  void leave() throws InterruptedException {
    List<Seat> all = new ArrayList<>(seats);
    if (senderSeat != null) {
      all.add(senderSeat);
    }
    Loops.call(
        network.publishLoop(),
        () -> {
          sender.stop();
          return sender;
        });
    for (Seat seat : all) {
      try {
        seat.socket().leave();
      } catch (IOException e) {
        failures.add("leave: " + e.getMessage());
      }
      Loops.call(
          seat.loop(),
          () -> {
            seat.link().close();
            return seat;
          });
    }
  }
}
