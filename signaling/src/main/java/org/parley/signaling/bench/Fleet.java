package org.parley.signaling.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * All participants of a run. Joins run on virtual threads, some at once; everything else is for the
 * thread that drives the run.
 */
final class Fleet {
  private final BenchOptions options;
  private final BenchNetwork network;
  private final Joiner joiner;
  private final WhipClient whip;
  private final RandomGenerator random;
  private final ExecutorService joins = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore joinSlots;
  private final List<Seat> seats = new ArrayList<>();
  private final Queue<Subscriber> subscribers = new ConcurrentLinkedQueue<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> offers = new ConcurrentLinkedQueue<>();
  private final LatencyHistogram joinTimes = new LatencyHistogram();
  private final AtomicInteger pending = new AtomicInteger();
  private int invited;

  /** A publisher and where it is found. */
  record Seat(Publisher publisher, String room, String name) {}

  Fleet(
      BenchOptions options,
      BenchNetwork network,
      Joiner joiner,
      WhipClient whip,
      RandomGenerator random) {
    this.options = options;
    this.network = network;
    this.joiner = joiner;
    this.whip = whip;
    this.random = random;
    this.joinSlots = new Semaphore(options.load().joinsAtOnce());
    for (int room = 0; room < options.load().rooms(); room++) {
      for (int i = 0; i < options.load().publishers(); i++) {
        Publisher publisher = new Publisher(options.load(), random);
        seats.add(new Seat(publisher, options.load().roomPrefix() + "-" + room, "pub-" + i));
      }
    }
  }

  List<Publisher> publishers() {
    return seats.stream().map(Seat::publisher).toList();
  }

  List<Subscriber> subscribers() {
    return List.copyOf(subscribers);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Joins that are under way or wait for their turn. */
  int pending() {
    return pending.get();
  }

  void invitePublishers() {
    for (Seat seat : seats) {
      Publisher publisher = seat.publisher();
      URI endpoint = WhipClient.endpoint(options.target().whipUrl(), seat.room(), seat.name());
      Joiner.Invitation invitation =
          new Joiner.Invitation(
              endpoint, SdpOffer.Direction.SEND, options.load().audio(), publisher.ssrc());
      submit(
          () -> {
            Joiner.Joined joined =
                joiner.join(invitation, network.publishLoop(), publisher.transport());
            publisher
                .transport()
                .open()
                .eventLoop()
                .execute(() -> publisher.start(joined.srtp(), random));
          });
    }
  }

  /** One more subscriber for each of so many publishers, taking turns. */
  void inviteSubscribers(int count) {
    for (int i = 0; i < count; i++) {
      Seat seat = seats.get(invited % seats.size());
      List<BenchNetwork.ReceiveLoop> loops = network.receiveLoops();
      BenchNetwork.ReceiveLoop loop = loops.get(invited % loops.size());
      invited++;
      URI endpoint = WhipClient.endpoint(options.target().whepUrl(), seat.room(), seat.name());
      Joiner.Invitation invitation =
          new Joiner.Invitation(
              endpoint, SdpOffer.Direction.RECEIVE, options.load().audio(), invited);
      submit(() -> subscribe(seat.publisher(), invitation, loop));
    }
  }

  private void subscribe(
      Publisher publisher, Joiner.Invitation invitation, BenchNetwork.ReceiveLoop loop)
      throws IOException, InterruptedException {
    Subscriber subscriber = new Subscriber(publisher, options.verifyOneIn(), loop.statistics());
    Joiner.Joined joined = joiner.join(invitation, loop.loop(), subscriber.transport());
    subscriber.firstKeyframe().thenAccept(arrived -> offers.add(arrived - joined.offeredNanos()));
    loop.loop().execute(() -> subscriber.start(joined.srtp()));
    subscribers.add(subscriber);
  }

  private interface Join {
    void run() throws IOException, InterruptedException;
  }

  private void submit(Join join) {
    pending.incrementAndGet();
    joins.execute(
        () -> {
          try {
            joinSlots.acquire();
            try {
              join.run();
            } finally {
              joinSlots.release();
            }
          } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            pending.decrementAndGet();
          }
        });
  }

  /** Subscribers that have not yet seen a key frame. */
  long waitingForKeyframe() {
    return subscribers.stream().filter(s -> !s.firstKeyframe().isDone()).count();
  }

  /** From the offer to the first packet with which a decoder can begin, of all joins so far. */
  LatencyHistogram joinTimes() {
    for (Long nanos = offers.poll(); nanos != null; nanos = offers.poll()) {
      joinTimes.record(nanos);
    }
    return joinTimes.copy();
  }

  Set<Integer> localPorts() {
    Set<Integer> ports = new HashSet<>();
    subscribers.forEach(s -> ports.add(port(s.transport())));
    return ports;
  }

  private static int port(PeerTransport transport) {
    return ((InetSocketAddress) transport.open().localAddress()).getPort();
  }

  /** Stops sending, ends all sessions at the server and closes the sockets. */
  void leave() throws InterruptedException {
    for (Publisher publisher : publishers()) {
      if (publisher.transport().isOpen()) {
        publisher.transport().open().eventLoop().execute(publisher::stop);
      }
    }
    joiner
        .sessions()
        .forEach(
            session ->
                submit(
                    () -> {
                      int status = whip.leave(session);
                      if (status >= 300) {
                        throw new IOException("DELETE " + session + ": " + status);
                      }
                    }));
    joins.shutdown();
    if (!joins.awaitTermination(20, TimeUnit.SECONDS)) {
      failures.add("the server did not end all sessions within 20 s");
      joins.shutdownNow();
    }
    publishers().forEach(publisher -> publisher.transport().close());
    subscribers.forEach(subscriber -> subscriber.transport().close());
  }
}
