package org.parley.signaling.bench;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.stream.Collectors;
import org.parley.signaling.bench.result.LatencyHistogram;

/**
 * All participants at one server. Joins run on virtual threads, some at once; everything else is
 * for the thread that drives the run.
 */
final class Fleet {
  private static final int LEAVE_SECONDS = 20;

  private final BenchOptions.Target target;
  private final BenchOptions options;
  private final BenchNetwork network;
  private final Joiner joiner;
  private final WhipClient whip;
  private final Sampling sampling = new Sampling();
  private final ExecutorService joins = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore joinSlots;
  private final List<Seat> seats = new ArrayList<>();
  private final ConcurrentLinkedDeque<Watcher> watchers = new ConcurrentLinkedDeque<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Long> offers = new ConcurrentLinkedQueue<>();
  private final LatencyHistogram joinTimes = new LatencyHistogram();
  private final AtomicInteger pending = new AtomicInteger();
  private int invited;

  /** A publisher and where it is found. */
  private record Seat(Publisher publisher, String room, String name) {}

  private record Watcher(Subscriber subscriber, Optional<URI> session) {}

  Fleet(
      BenchOptions options,
      BenchNetwork network,
      WhipClient whip,
      Joiner joiner,
      SplittableGenerator random) {
    this.target = options.target();
    this.options = options;
    this.network = network;
    this.joiner = joiner;
    this.whip = whip;
    this.joinSlots = new Semaphore(options.load().joinsAtOnce());
    for (int room = 0; room < options.load().rooms(); room++) {
      for (int i = 0; i < options.load().publishers(); i++) {
        Publisher publisher = new Publisher(options.load(), random.split());
        seats.add(new Seat(publisher, options.load().roomPrefix() + "-" + room, "pub-" + i));
      }
    }
  }

  String label() {
    return target.label();
  }

  boolean hasAudio() {
    return options.load().audio();
  }

  Sampling sampling() {
    return sampling;
  }

  List<Publisher> publishers() {
    return seats.stream().map(Seat::publisher).toList();
  }

  List<Subscriber> subscribers() {
    return watchers.stream().map(Watcher::subscriber).toList();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Joins that are under way or wait for their turn. */
  int pending() {
    return pending.get();
  }

  void invitePublishers() {
    BenchOptions.Load load = options.load();
    for (Seat seat : seats) {
      Publisher publisher = seat.publisher();
      URI endpoint = WhipClient.endpoint(target.whipUrl(), seat.room(), seat.name());
      Joiner.Invitation invitation =
          new Joiner.Invitation(
              endpoint,
              new SdpOffer.Streams(
                  SdpOffer.Direction.SEND,
                  load.audio(),
                  load.nack(),
                  load.video().rids(),
                  publisher.ssrc()));
      submit(
          () -> {
            Joiner.Joined joined =
                joiner.join(invitation, network.publishLoop(), publisher.transport());
            loop(publisher.transport())
                .execute(
                    () -> {
                      publisher.secure(joined.srtp());
                      publisher.start();
                    });
          });
    }
  }

  /** Lets the publishers send, or fall silent while their sessions stay up. */
  void send(boolean on) {
    for (Publisher publisher : publishers()) {
      if (publisher.transport().isOpen()) {
        loop(publisher.transport()).execute(on ? publisher::start : publisher::stop);
      }
    }
  }

  /** So many subscribers in all: more are invited, or the last ones leave. */
  void resize(int subscribers) {
    double packets = subscribers * options.load().packetsPerSubscription();
    int verify = options.timing().verifyOneIn();
    if (verify == 0) {
      sampling.adapt(packets);
    } else {
      sampling.set(verify);
    }
    for (int left = watchers.size() - subscribers; left > 0; left--) {
      dismiss(watchers.removeLast());
    }
    for (int more = subscribers - watchers.size(); more > 0; more--) {
      inviteSubscriber();
    }
  }

  /** One more for one of the publishers, which take turns. */
  private void inviteSubscriber() {
    Seat seat = seats.get(invited % seats.size());
    List<ReceiveLoop> loops = network.receiveLoops();
    ReceiveLoop loop = loops.get(invited % loops.size());
    invited++;
    URI endpoint = WhipClient.endpoint(target.whepUrl(), seat.room(), seat.name());
    Joiner.Invitation invitation =
        new Joiner.Invitation(
            endpoint,
            new SdpOffer.Streams(
                SdpOffer.Direction.RECEIVE, hasAudio(), options.load().nack(), List.of(), invited));
    submit(() -> subscribe(seat.publisher(), invitation, loop));
  }

  private void subscribe(Publisher publisher, Joiner.Invitation invitation, ReceiveLoop loop)
      throws IOException, InterruptedException {
    Subscriber subscriber =
        new Subscriber(publisher, options.load().nack(), sampling, loop.statistics());
    Joiner.Joined joined = joiner.join(invitation, loop.loop(), subscriber.transport());
    subscriber.firstKeyframe().thenAccept(arrived -> offers.add(arrived - joined.offeredNanos()));
    loop.loop().execute(() -> subscriber.start(joined.srtp()));
    watchers.add(new Watcher(subscriber, joined.session()));
  }

  private void dismiss(Watcher watcher) {
    watcher.subscriber().transport().close();
    watcher
        .session()
        .ifPresent(
            session -> {
              joiner.forget(session);
              submit(() -> end(session));
            });
  }

  private void end(URI session) throws IOException, InterruptedException {
    int status = whip.leave(session);
    if (status >= 300) {
      throw new IOException("DELETE " + session + ": " + status);
    }
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
    return subscribers().stream().filter(s -> !s.firstKeyframe().isDone()).count();
  }

  /** From the offer to the first packet with which a decoder can begin, of all joins so far. */
  LatencyHistogram joinTimes() {
    for (Long nanos = offers.poll(); nanos != null; nanos = offers.poll()) {
      joinTimes.record(nanos);
    }
    return joinTimes.copy();
  }

  Set<Integer> localPorts() {
    return watchers.stream()
        .flatMap(watcher -> watcher.subscriber().transport().localPort().stream())
        .collect(Collectors.toSet());
  }

  private static EventLoop loop(PeerTransport transport) {
    return transport.open().eventLoop();
  }

  /** Stops sending, ends all sessions at the server and closes the sockets. */
  void leave() throws InterruptedException {
    send(false);
    joiner.sessions().forEach(session -> submit(() -> end(session)));
    joins.shutdown();
    if (!joins.awaitTermination(LEAVE_SECONDS, TimeUnit.SECONDS)) {
      failures.add("the server did not end all sessions within " + LEAVE_SECONDS + " s");
      joins.shutdownNow();
    }
    publishers().forEach(publisher -> publisher.transport().close());
    subscribers().forEach(subscriber -> subscriber.transport().close());
  }
}
