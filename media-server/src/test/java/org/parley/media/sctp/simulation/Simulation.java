package org.parley.media.sctp.simulation;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.association.Association;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationEvent;
import org.parley.media.sctp.association.AssociationEvent.MessageReceived;

/** Two associations over a network. */
public final class Simulation {
  /** One of the two, with what it has told. */
  public static final class End implements Network.Node {
    public final Association association;
    public final List<AssociationEvent> events = new ArrayList<>();
    private @Nullable Consumer<AssociationEvent> consumer;

    End(AssociationConfig config, long seed) {
      association = new Association(config, ByteBuffer.allocate(32).putLong(seed).array());
    }

    /** Takes the events instead of the list; messages are to be released by it. */
    public void consume(Consumer<AssociationEvent> taker) {
      consumer = taker;
    }

    public List<MessageReceived> messages() {
      return events.stream()
          .filter(MessageReceived.class::isInstance)
          .map(MessageReceived.class::cast)
          .toList();
    }

    @Override
    public void takeEvents() {
      for (AssociationEvent event = association.nextEvent();
          event != null;
          event = association.nextEvent()) {
        if (consumer != null) {
          consumer.accept(event);
          continue;
        }
        events.add(event);
        if (event instanceof MessageReceived message) {
          association.release(message);
        }
      }
    }

    @Override
    public void onPacket(ByteBuf packet, long nowNanos) {
      association.onPacket(packet, nowNanos);
    }

    @Override
    public void onTimeout(long nowNanos) {
      association.onTimeout(nowNanos);
    }

    @Override
    public boolean hasDeadline() {
      return association.hasDeadline();
    }

    @Override
    public long nextDeadlineNanos() {
      return association.nextDeadlineNanos();
    }

    @Override
    public boolean nextPacket(ByteBuf out, long nowNanos) {
      return association.nextPacket(out, nowNanos);
    }
  }

  public final Network network;
  public final End a;
  public final End b;
  private final Link link;

  public Simulation(AssociationConfig ofA, AssociationConfig ofB, Link link, long seed) {
    this.link = link;
    network = new Network(link, seed);
    a = new End(ofA, 2 * seed);
    b = new End(ofB, 2 * seed + 1);
    network.a.attach(a);
    network.b.attach(b);
  }

  public static Simulation of(Link link, long seed) {
    AssociationConfig config = AssociationConfig.forDataChannels();
    return new Simulation(config, config, link, seed);
  }

  public long now() {
    return network.now();
  }

  /** From now on. */
  public void link(Link link) {
    network.link(link);
  }

  public void run(long nanos) {
    network.run(nanos);
  }

  public boolean run(long nanos, BooleanSupplier until) {
    return network.run(nanos, until);
  }

  /** Both are connected, over a network without loss. */
  public Simulation connected() {
    network.link(Link.PERFECT);
    a.association.connect(now());
    b.association.connect(now());
    if (!run(Network.SECOND, () -> connected(a) && connected(b))) {
      throw new AssertionError("not connected: " + a.events + b.events);
    }
    run(Network.SECOND);
    a.events.clear();
    b.events.clear();
    network.link(link);
    return this;
  }

  private static boolean connected(End end) {
    return end.events.stream().anyMatch(AssociationEvent.Connected.class::isInstance);
  }
}
