package org.parley.media.sctp.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.association.Association;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationEvent;

/** Two associations, the links between them, and the time. */
public final class Simulation {
  public static final long MICROSECOND = 1_000;
  public static final long MILLISECOND = 1_000_000;
  public static final long SECOND = 1_000_000_000;
  private static final long BEGINNING = Long.MAX_VALUE - 5 * SECOND;

  /** A packet on its way. */
  private record Flying(long atNanos, long order, End to, byte[] bytes) {}

  /** One of the two, with what it has told. */
  public final class End {
    public Association association;
    public final List<AssociationEvent> events = new ArrayList<>();
    public final Random random;
    private @Nullable Consumer<AssociationEvent> consumer;
    private Link link = Link.PERFECT;
    private @Nullable End peer;
    private long busyUntil;
    public long bytesSent;
    public int packetsSent;

    End(AssociationConfig config, long seed) {
      random = new Random(seed);
      association = new Association(config, ByteBuffer.allocate(32).putLong(seed).array());
    }

    /** Takes the events instead of the list. */
    public void consume(Consumer<AssociationEvent> taker) {
      consumer = taker;
    }

    private void drain() {
      for (AssociationEvent event = association.nextEvent();
          event != null;
          event = association.nextEvent()) {
        if (consumer == null) {
          events.add(event);
          if (event instanceof AssociationEvent.MessageReceived message) {
            association.release(message);
          }
        } else {
          consumer.accept(event);
        }
      }
      out.clear();
      while (association.nextPacket(out, now)) {
        send(ByteBufUtil.getBytes(out));
        out.clear();
      }
    }

    private void send(byte[] packet) {
      bytesSent += packet.length;
      packetsSent++;
      if (peer == null || random.nextInt(1000) < link.lossPermille()) {
        return;
      }
      long departs = now;
      if (link.bitsPerSecond() > 0) {
        long backlog = Math.max(0, busyUntil - now);
        if (backlog * link.bitsPerSecond() / 8 / SECOND + packet.length > link.queueBytes()) {
          return;
        }
        departs = now + backlog + packet.length * 8L * SECOND / link.bitsPerSecond();
        busyUntil = departs;
      }
      fly(departs, packet);
      if (random.nextInt(1000) < link.duplicatePermille()) {
        fly(departs, packet);
      }
    }

    private void fly(long departs, byte[] packet) {
      long delay = link.delayMicros();
      if (link.jitterMicros() > 0) {
        delay += random.nextInt(link.jitterMicros());
      }
      if (peer != null) {
        flying.add(new Flying(departs + delay * MICROSECOND, order++, peer, packet));
      }
    }
  }

  public final End a;
  public final End b;
  private final ByteBuf out = Unpooled.buffer(2048);
  private final PriorityQueue<Flying> flying =
      new PriorityQueue<>(
          Comparator.<Flying>comparingLong(each -> each.atNanos - BEGINNING)
              .thenComparingLong(Flying::order));
  private long order;
  private long now = BEGINNING;

  /** The clock begins shortly before it wraps. */
  public Simulation(AssociationConfig ofA, AssociationConfig ofB, Link link, long seed) {
    a = new End(ofA, 2 * seed);
    b = new End(ofB, 2 * seed + 1);
    a.peer = b;
    b.peer = a;
    a.link = link;
    b.link = link;
  }

  public static Simulation of(Link link, long seed) {
    AssociationConfig config = AssociationConfig.forDataChannels();
    return new Simulation(config, config, link, seed);
  }

  /** From now on. */
  public void link(Link link) {
    a.link = link;
    b.link = link;
  }

  public void link(End from, Link link) {
    from.link = link;
  }

  public long now() {
    return now;
  }

  /** Both are connected, over a network without loss. */
  public Simulation connected() {
    Link link = a.link;
    link(Link.PERFECT);
    a.association.connect(now);
    b.association.connect(now);
    run(SECOND, () -> connected(a) && connected(b));
    if (!connected(a) || !connected(b)) {
      throw new AssertionError("not connected: " + a.events + b.events);
    }
    a.events.clear();
    b.events.clear();
    link(link);
    return this;
  }

  private static boolean connected(End end) {
    return end.events.stream().anyMatch(AssociationEvent.Connected.class::isInstance);
  }

  public void run(long nanos) {
    run(nanos, () -> false);
  }

  /** Lets time pass until it holds, or that much has passed; whether it holds. */
  public boolean run(long nanos, BooleanSupplier until) {
    long end = now + nanos;
    while (true) {
      a.drain();
      b.drain();
      if (until.getAsBoolean()) {
        return true;
      }
      long next = end;
      Flying first = flying.peek();
      if (first != null && first.atNanos - next < 0) {
        next = first.atNanos;
      }
      next = earlier(next, a.association);
      next = earlier(next, b.association);
      if (next - now > 0) {
        now = next;
      }
      if (now - end >= 0) {
        return until.getAsBoolean();
      }
      deliver();
      timeout(a.association);
      timeout(b.association);
    }
  }

  private static long earlier(long next, Association association) {
    return association.hasDeadline() && association.nextDeadlineNanos() - next < 0
        ? association.nextDeadlineNanos()
        : next;
  }

  private void deliver() {
    for (Flying first = flying.peek();
        first != null && first.atNanos - now <= 0;
        first = flying.peek()) {
      flying.remove();
      first.to.association.onPacket(Unpooled.wrappedBuffer(first.bytes), now);
      // As a socket would: what comes first is answered first.
      first.to.drain();
    }
  }

  private void timeout(Association association) {
    if (association.hasDeadline() && association.nextDeadlineNanos() - now <= 0) {
      association.onTimeout(now);
    }
  }
}
