package org.parley.signaling.room;

import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.MediaPlane;
import org.parley.media.api.RoomId;
import org.parley.signaling.negotiation.LocalDescription;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A room's thread and mailbox. It ends when the last member has gone and nothing waits any more;
 * from then on {@link #post} refuses.
 */
final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  /** How many messages of clients may wait; then their sockets' threads do. */
  private static final int WAITING_MESSAGES = 1024;

  private final RoomId id;
  private final RoomCore core;
  private final RoomMedia media;
  private final RoomOutlets outlets;
  private final SignalingService.Clocks clocks;
  private final Consumer<Room> onEnd;

  private final BlockingQueue<RoomCommand> mailbox = new LinkedBlockingQueue<>();
  private final Semaphore clientMessages = new Semaphore(WAITING_MESSAGES);
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean closed;
  private volatile Population population = new Population(0, 0);

  /** What a room needs of the world. */
  record World(
      MediaPlane plane, RoomOutlets outlets, RoomIds ids, SignalingService.Clocks clocks) {}

  /**
   * @param onEnd called on the room's thread, once, when its name is free again
   */
  Room(RoomId id, RoomSettings settings, World world, Consumer<Room> onEnd) {
    this.id = id;
    this.core = new RoomCore(id, settings, world.ids);
    this.outlets = world.outlets;
    this.clocks = world.clocks;
    this.onEnd = onEnd;
    this.media = new RoomMedia(world.plane, id, this::post);
  }

  RoomId id() {
    return id;
  }

  Population population() {
    return population;
  }

  void start() {
    Thread.ofVirtual().name("room-" + id).start(this::run);
  }

  /**
   * From any thread. Blocks only for messages of clients, and only while very many of them wait.
   *
   * @return false when the room has ended
   */
  boolean post(RoomCommand command) {
    if (command instanceof RoomCommand.Received) {
      clientMessages.acquireUninterruptibly();
    }
    lock.lock();
    try {
      if (!closed) {
        return mailbox.add(command);
      }
    } finally {
      lock.unlock();
    }
    settle(command);
    return false;
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }

  private void run() {
    try (var _ = MDC.putCloseable("room", id.value())) {
      LOG.info("Room opens");
      do {
        step();
      } while (!closeWhenEmpty());
      LOG.info("Room ends");
    } catch (InterruptedException e) {
      LOG.error("Room was interrupted; it ends", e);
      Thread.currentThread().interrupt();
    } finally {
      media.close();
      onEnd.accept(this);
      ended.countDown();
    }
  }

  private void step() throws InterruptedException {
    OptionalLong deadline = core.nextDeadlineNanos(clocks.nanos().getAsLong());
    RoomCommand command =
        deadline.isEmpty()
            ? mailbox.take()
            : mailbox.poll(
                Math.max(0, deadline.getAsLong() - clocks.nanos().getAsLong()),
                TimeUnit.NANOSECONDS);
    if (command == null) {
      core.onTimeout(clocks.nanos().getAsLong());
      population = core.population();
      carryOut();
    } else {
      handle(command);
    }
    population = core.population();
  }

  private void handle(RoomCommand command) {
    ParticipantId subject = core.subjectOf(command);
    try (var _ = MDC.putCloseable("participant", subject == null ? "" : subject.value())) {
      core.handle(command, now());
      // Whoever hears of an effect finds it counted.
      population = core.population();
      carryOut();
    } catch (RuntimeException e) {
      LOG.error("A {} could not be handled", command.getClass().getSimpleName(), e);
      apologize(command);
    } finally {
      settle(command);
    }
  }

  private Moment now() {
    return new Moment(clocks.nanos().getAsLong(), clocks.instants().millis());
  }

  private void settle(RoomCommand command) {
    if (command instanceof RoomCommand.Received) {
      clientMessages.release();
    }
  }

  private void apologize(RoomCommand command) {
    String message = "A fault of the server's; it is in its log.";
    switch (command) {
      case RoomCommand.FromSocket fromSocket -> {
        outlets.send(
            fromSocket.connection(), ServerMessage.Error.of(null, ErrorCode.INTERNAL, message));
        outlets.close(
            fromSocket.connection(), ErrorCode.INTERNAL.closeCode(), ErrorCode.INTERNAL.wireName());
      }
      case RoomCommand.FromHttp fromHttp ->
          outlets.reply(
              fromHttp.request(), new HttpOutcome.Refused(HttpOutcome.Refusal.INTERNAL, message));
      case RoomCommand.FromPeer _,
          RoomCommand.FromMedia _,
          RoomCommand.Applied _,
          RoomCommand.NotApplied _,
          RoomCommand.ShutDown _ -> {}
    }
  }

  private void carryOut() {
    for (RoomEffect effect = core.nextEffect(); effect != null; effect = core.nextEffect()) {
      carryOut(effect);
    }
  }

  private void carryOut(RoomEffect effect) {
    switch (effect) {
      case RoomEffect.Send send -> outlets.send(send.connection(), send.message());
      case RoomEffect.CloseSocket close ->
          outlets.close(close.connection(), close.code(), close.reason());
      case RoomEffect.Reply reply -> outlets.reply(reply.request(), reply.outcome());
      case RoomEffect.OpenPeer open ->
          media.open(
              open.peer(), new DataIdentity(open.participant().value(), open.mayPublishData()));
      case RoomEffect.Apply apply -> apply(apply);
      case RoomEffect.AddCandidates add -> media.addCandidates(add);
      case RoomEffect.Assign assign -> media.assign(assign);
      case RoomEffect.Negotiate negotiate -> media.negotiate(negotiate);
      case RoomEffect.SendServed send -> media.send(send);
      case RoomEffect.CountChat(ChatOutcome outcome) -> outlets.count(outcome);
      case RoomEffect.ClosePeer close -> media.close(close.peer());
      case RoomEffect.FreeSeat free -> {
        outlets.freeSeat();
        if (free.reason() != null) {
          LOG.info("Participant {} is gone: {}", free.participant(), free.reason());
        }
      }
    }
  }

  private void apply(RoomEffect.Apply apply) {
    RoomCommand outcome;
    try {
      LocalDescription local =
          media.apply(apply.peer(), apply.negotiation().remote(), apply.reachedBy());
      outcome = new RoomCommand.Applied(apply, local);
    } catch (RuntimeException e) {
      LOG.error("The media plane did not take a negotiation", e);
      outcome = new RoomCommand.NotApplied(apply);
    }
    core.handle(outcome, now());
  }

  private boolean closeWhenEmpty() {
    lock.lock();
    try {
      closed = core.isEmpty() && mailbox.isEmpty();
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
