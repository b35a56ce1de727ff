package org.parley.media.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataLine;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.exchange.Exchange;
import org.parley.media.exchange.Neighbours;
import org.parley.media.exchange.Note;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoop;

/**
 * The data channels of a room's peers on one loop: gives their exchange its time, and its notes to
 * the other loops, in one task for each and wake-up. Confined to the loop.
 */
final class ShardData implements Neighbours {
  /** So that a deadline that stays due cannot keep the loop busy. */
  private static final long LEAST_DELAY_NANOS = 1_000_000L;

  /** Notes on their way to another loop. */
  private static final class Outgoing {
    final ShardData to;
    List<Note> notes = new ArrayList<>();

    Outgoing(ShardData to) {
      this.to = to;
    }
  }

  private final DataPlane plane;
  private final NetworkLoop loop;
  private final LoopBatch transports;
  private final int index;
  private final Exchange exchange;
  private final List<@Nullable Outgoing> neighbours = new ArrayList<>();
  private final DataCounters.Local counts;
  private boolean posted;
  private @Nullable ScheduledFuture<?> timer;
  private long timerNanos;

  ShardData(int index, DataPlane plane, NetworkLoop loop, LoopBatch transports) {
    this.index = index;
    this.plane = plane;
    this.loop = loop;
    this.transports = transports;
    this.exchange = new Exchange(index, plane.bounds(), this, transports::onFault);
    this.counts = new DataCounters.Local(exchange, plane.counters());
  }

  Exchange exchange() {
    return exchange;
  }

  long nowNanos() {
    return loop.nowNanos();
  }

  DataChannels newChannels(DataLine line) {
    return plane.newChannels(line);
  }

  /** Another loop of the room; any thread. */
  void meet(ShardData other) {
    loop.execute(
        () -> {
          while (neighbours.size() <= other.index) {
            neighbours.add(null);
          }
          neighbours.set(other.index, new Outgoing(other));
          exchange.meet(other.index);
        });
  }

  @Override
  public void post(int to, Note note) {
    Outgoing outgoing = to < neighbours.size() ? neighbours.get(to) : null;
    if (outgoing == null) {
      throw new IllegalStateException("no exchange " + to + " is known");
    }
    outgoing.notes.add(note);
    posted = true;
  }

  @Override
  public void flush() {
    if (!posted) {
      return;
    }
    posted = false;
    for (Outgoing outgoing : neighbours) {
      if (outgoing != null && !outgoing.notes.isEmpty()) {
        List<Note> notes = outgoing.notes;
        outgoing.notes = new ArrayList<>(notes.size());
        outgoing.to.loop.executeUnlessEnded(() -> outgoing.to.receive(notes));
      }
    }
  }

  private void receive(List<Note> notes) {
    inBatch(
        () -> {
          for (Note note : notes) {
            try {
              exchange.accept(note, loop.nowNanos());
            } catch (RuntimeException e) {
              transports.onFault(e);
            }
          }
        });
  }

  /** What the task brings about leaves in one batch; on the loop, outside of batches. */
  void inBatch(Runnable task) {
    transports.beginBatch();
    try {
      task.run();
      settle();
    } catch (RuntimeException e) {
      transports.onFault(e);
    } finally {
      transports.endBatch();
    }
  }

  /** After packets and commands, before the loop sleeps. */
  void settle() {
    exchange.settle(loop.nowNanos());
    arm();
  }

  /** A timer that comes too early looks again; one is not moved for every packet. */
  private void arm() {
    if (!exchange.hasDeadline()) {
      return;
    }
    long at = exchange.nextDeadlineNanos();
    ScheduledFuture<?> armed = timer;
    if (armed != null) {
      if (at - timerNanos >= 0) {
        return;
      }
      armed.cancel(false);
    }
    long delay = Math.max(LEAST_DELAY_NANOS, at - loop.nowNanos());
    timerNanos = loop.nowNanos() + delay;
    timer = loop.eventLoop().schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
  }

  private void onTimer() {
    timer = null;
    loop.refresh();
    inBatch(() -> exchange.onTimeout(loop.nowNanos()));
  }

  /** Now and then, and at the end. */
  void drainCounts() {
    counts.drain();
  }

  /** All peers are gone. */
  void close() {
    ScheduledFuture<?> armed = timer;
    if (armed != null) {
      armed.cancel(false);
      timer = null;
    }
    flush();
    drainCounts();
  }
}
