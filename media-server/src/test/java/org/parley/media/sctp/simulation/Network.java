package org.parley.media.sctp.simulation;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Two nodes, the links between them, and the time. */
public final class Network {
  public static final long MICROSECOND = 1_000;
  public static final long MILLISECOND = 1_000_000;
  public static final long SECOND = 1_000_000_000;

  /** The clock begins shortly before it wraps. */
  private static final long BEGINNING = Long.MAX_VALUE - 5 * SECOND;

  /** What sends and receives. */
  public interface Node {
    void onPacket(ByteBuf packet, long nowNanos);

    void onTimeout(long nowNanos);

    boolean hasDeadline();

    long nextDeadlineNanos();

    boolean nextPacket(ByteBuf out, long nowNanos);

    void takeEvents();
  }

  /** A packet on its way. */
  private record Flying(long atNanos, long order, Port to, byte[] bytes) {}

  /** Where a node is connected. */
  public final class Port {
    private final Random random;
    private @Nullable Node node;
    private Link link;
    private long busyUntil = BEGINNING;
    public long bytesSent;
    public long packetsSent;

    /** By a queue that was full. */
    public long packetsDropped;

    private Port(Link link, long seed) {
      this.link = link;
      this.random = new Random(seed);
    }

    public void attach(Node attached) {
      node = attached;
    }

    private Node node() {
      if (node == null) {
        throw new IllegalStateException("nothing is attached");
      }
      return node;
    }

    private void drain() {
      node().takeEvents();
      out.clear();
      while (node().nextPacket(out, now)) {
        send(ByteBufUtil.getBytes(out));
        out.clear();
      }
      node().takeEvents();
    }

    private void send(byte[] packet) {
      bytesSent += packet.length;
      packetsSent++;
      if (random.nextInt(1000) < link.lossPermille()) {
        return;
      }
      long departs = now;
      if (link.bitsPerSecond() > 0) {
        long backlog = Math.max(0, busyUntil - now);
        if (backlog * link.bitsPerSecond() / 8 / SECOND + packet.length > link.queueBytes()) {
          packetsDropped++;
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
      Port to = this == a ? b : a;
      flying.add(new Flying(departs + delay * MICROSECOND, order++, to, packet));
    }
  }

  public final Port a;
  public final Port b;
  private final ByteBuf out = Unpooled.buffer(2048);
  private final PriorityQueue<Flying> flying =
      new PriorityQueue<>(
          Comparator.<Flying>comparingLong(each -> each.atNanos - BEGINNING)
              .thenComparingLong(Flying::order));
  private long order;
  private long now = BEGINNING;

  public Network(Link link, long seed) {
    a = new Port(link, 2 * seed);
    b = new Port(link, 2 * seed + 1);
  }

  /** From now on. */
  public void link(Link link) {
    a.link = link;
    b.link = link;
  }

  public void link(Port from, Link link) {
    from.link = link;
  }

  public long now() {
    return now;
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
      next = earlier(earlier(next, a.node()), b.node());
      if (next - now > 0) {
        now = next;
      }
      if (now - end >= 0) {
        return until.getAsBoolean();
      }
      deliver();
      timeout(a.node());
      timeout(b.node());
    }
  }

  private static long earlier(long next, Node node) {
    return node.hasDeadline() && node.nextDeadlineNanos() - next < 0
        ? node.nextDeadlineNanos()
        : next;
  }

  private void deliver() {
    for (Flying first = flying.peek();
        first != null && first.atNanos - now <= 0;
        first = flying.peek()) {
      flying.remove();
      first.to.node().onPacket(Unpooled.wrappedBuffer(first.bytes), now);
      // As a socket would: what comes first is answered first.
      first.to.drain();
    }
  }

  private void timeout(Node node) {
    if (node.hasDeadline() && node.nextDeadlineNanos() - now <= 0) {
      node.onTimeout(now);
    }
  }
}
