package org.parley.media.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataIdentity;
import org.parley.media.api.PeerEvent;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannelConfig;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Role;
import org.parley.media.sctp.association.AssociationConfig;
import org.parley.media.sctp.association.AssociationCounter;
import org.parley.media.sctp.tx.SendLimits;
import org.parley.media.sctp.tx.SendResult;

/** A room's exchanges, and clients with real data channels; the time is a number. */
final class TestRoom {
  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000_000_000L;
  static final int MESSAGE = 256 * 1024;

  /** The clock begins shortly before it wraps. */
  private static final long BEGINNING = Long.MAX_VALUE - 5 * SECOND;

  private record Due(long atNanos, long order, Runnable task) {}

  final List<Exchange> exchanges = new ArrayList<>();
  final List<Client> clients = new ArrayList<>();
  final List<RuntimeException> faults = new ArrayList<>();
  private final PriorityQueue<Due> due =
      new PriorityQueue<>(
          Comparator.<Due>comparingLong(each -> each.atNanos - BEGINNING)
              .thenComparingLong(Due::order));
  private final ByteBuf out = Unpooled.buffer(2048);
  private final Random random;
  private long order;
  private long members;
  long now = BEGINNING;

  private final ExchangeLimits limits;

  TestRoom(int exchangeCount, long seed) {
    this(exchangeCount, seed, ExchangeLimits.DEFAULT);
  }

  TestRoom(int exchangeCount, long seed, ExchangeLimits limits) {
    this.limits = limits;
    random = new Random(seed);
    for (int i = 0; i < exchangeCount; i++) {
      addExchange();
    }
  }

  void addExchange() {
    int index = exchanges.size();
    Exchange fresh =
        new Exchange(
            index,
            limits,
            new Neighbours() {
              @Override
              public void post(int exchange, Note note) {
                later(0, () -> exchanges.get(exchange).accept(note, now));
              }

              @Override
              public void flush() {}
            },
            faults::add);
    exchanges.add(fresh);
    for (int other = 0; other < index; other++) {
      fresh.meet(other);
      exchanges.get(other).meet(index);
    }
  }

  private void later(long nanos, Runnable task) {
    due.add(new Due(now + nanos, order++, task));
  }

  static AssociationConfig serverConfig() {
    return AssociationConfig.forDataChannels()
        .withWindow(ExchangeLimits.DEFAULT.window())
        .withLimits(new SendLimits(MESSAGE, 1 << 20, 1 << 20));
  }

  /** Nothing keeps a client from sending more than the server has said that it takes. */
  private static AssociationConfig clientConfig() {
    AssociationConfig usual = AssociationConfig.forDataChannels();
    SendLimits limits = usual.limits();
    return usual.withLimits(
        new SendLimits(MESSAGE + 1, limits.maxStreamBuffer(), limits.maxBuffer()));
  }

  Client join(String name) {
    return join(name, 0, true).connect();
  }

  Client join(String name, int exchange) {
    return join(name, exchange, true).connect();
  }

  Client join(String name, int exchange, boolean mayPublish) {
    Client client = new Client(name, exchange, mayPublish);
    clients.add(client);
    return client;
  }

  void run(long nanos) {
    run(nanos, () -> false);
  }

  /** Lets time pass until it holds, or that much has passed; whether it holds. */
  boolean run(long nanos, BooleanSupplier until) {
    long end = now + nanos;
    while (true) {
      settle();
      if (until.getAsBoolean()) {
        return true;
      }
      long next = end;
      Due first = due.peek();
      if (first != null && first.atNanos - next < 0) {
        next = first.atNanos;
      }
      for (Exchange exchange : exchanges) {
        if (exchange.hasDeadline() && exchange.nextDeadlineNanos() - next < 0) {
          next = exchange.nextDeadlineNanos();
        }
      }
      for (Client client : clients) {
        if (client.alive() && client.channels.hasDeadline()) {
          long at = client.channels.nextDeadlineNanos();
          next = at - next < 0 ? at : next;
        }
      }
      if (next - now > 0) {
        now = next;
      }
      if (now - end >= 0) {
        return until.getAsBoolean();
      }
      for (first = due.peek(); first != null && first.atNanos - now <= 0; first = due.peek()) {
        due.remove();
        first.task.run();
      }
      for (Exchange exchange : exchanges) {
        if (exchange.hasDeadline() && exchange.nextDeadlineNanos() - now <= 0) {
          exchange.onTimeout(now);
        }
      }
      for (Client client : clients) {
        if (client.alive()
            && client.channels.hasDeadline()
            && client.channels.nextDeadlineNanos() - now <= 0) {
          client.channels.onTimeout(now);
        }
      }
    }
  }

  private void settle() {
    exchanges.forEach(exchange -> exchange.settle(now));
    clients.forEach(Client::drain);
  }

  /** All leave, and nothing is left of them. */
  void end() {
    assertEquals(List.of(), faults);
    clients.forEach(Client::leave);
    run(SECOND);
    assertEquals(List.of(), faults);
    exchanges.forEach(exchange -> assertTrue(exchange.clean()));
    exchanges.forEach(exchange -> assertEquals(0, exchange.queuedBytes()));
    clients.forEach(client -> assertEquals(0, client.member.unreleased(), client.name));
  }

  long total(DataCounter counter) {
    exchanges.forEach(Exchange::readCounts);
    return exchanges.stream().mapToLong(exchange -> exchange.take(counter)).sum();
  }

  long total(AssociationCounter counter) {
    exchanges.forEach(Exchange::readCounts);
    return exchanges.stream().mapToLong(exchange -> exchange.take(counter)).sum();
  }

  /** A participant's connection, both ends of it. */
  final class Client implements Access {
    final String name;
    final int exchange;
    final Member member;
    DataChannels channels;
    final List<PeerEvent> told = new ArrayList<>();
    final List<String> heard = new ArrayList<>();
    final List<ChannelEvent.Message> unread = new ArrayList<>();
    long delayNanos = MILLISECOND;
    int lossPermille;

    /** Takes packets and does not answer. */
    boolean stopped;

    /** Takes packets, and leaves messages in its window. */
    boolean hoards;

    /** Keeps messages out of {@link #heard}. */
    boolean counts;

    /** A fault of ours. */
    boolean broken;

    /** Of the way to it, for one packet. */
    long packetNanos;

    private long sentNanos = BEGINNING;
    Readiness readiness = Readiness.READY;

    /** What the channel is like that the server opened last. */
    @Nullable ChannelOptions opened;

    long received;
    long bytes;

    /** Packets of the server's. */
    int packets;

    private final ByteBuf departing = Unpooled.buffer(2048);
    private boolean gone;

    private Client(String name, int exchange, boolean mayPublish) {
      this.name = name;
      this.exchange = exchange;
      this.member =
          exchanges.get(exchange).join(new DataIdentity(name, mayPublish), members++, this, now);
      this.channels = channels("client" + members);
    }

    private static DataChannels channels(String secret) {
      return new DataChannels(
          new DataChannelConfig(clientConfig(), Role.CLIENT, 1024, 0), secret.getBytes(UTF_8));
    }

    Client connect() {
      member.connect(
          new DataChannels(
              new DataChannelConfig(serverConfig(), Role.SERVER, limits.channels(), 0),
              ("server" + members).getBytes(UTF_8)),
          now);
      channels.connect(now);
      assertTrue(run(5 * SECOND, () -> told.contains(new PeerEvent.DataConnected())));
      run(20 * MILLISECOND);
      heard.clear();
      told.clear();
      return this;
    }

    /** With another association over the same connection. */
    Client reconnect() {
      channels = channels("again" + members++);
      return connect();
    }

    /** Begins anew on its side alone, over the same connection. */
    Client restart() {
      channels = channels("restarted" + members++);
      channels.connect(now);
      run(20 * MILLISECOND);
      return this;
    }

    boolean alive() {
      return !gone && !stopped;
    }

    void leave() {
      gone = true;
      member.leave(now);
    }

    int open(String label) {
      return open(ChannelOptions.reliable(label));
    }

    int open(ChannelOptions options) {
      int id = channels.open(options, now).orElseThrow();
      run(20 * MILLISECOND);
      return id;
    }

    void send(int channel, String text) {
      assertTrue(
          channels.send(channel, true, text.getBytes(UTF_8), now) == SendResult.QUEUED, text);
    }

    SendResult send(int channel, byte[] payload) {
      return channels.send(channel, false, payload, now);
    }

    /** What was heard since the last time. */
    List<String> heard() {
      run(50 * MILLISECOND);
      List<String> all = List.copyOf(heard);
      heard.clear();
      return all;
    }

    List<PeerEvent> told() {
      List<PeerEvent> all = List.copyOf(told);
      told.clear();
      return all;
    }

    void read() {
      hoards = false;
      unread.forEach(channels::release);
      unread.clear();
    }

    private void drain() {
      if (!alive()) {
        return;
      }
      for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
        hear(event);
      }
      out.clear();
      while (channels.nextPacket(out, now)) {
        byte[] packet = ByteBufUtil.getBytes(out);
        out.clear();
        if (readiness != Readiness.AWAY && !lost()) {
          later(
              delayNanos,
              () -> {
                if (!gone) {
                  member.onPacket(Unpooled.wrappedBuffer(packet), now);
                }
              });
        }
      }
    }

    private boolean lost() {
      return lossPermille > 0 && random.nextInt(1000) < lossPermille;
    }

    private void hear(ChannelEvent event) {
      switch (event) {
        case ChannelEvent.Message message -> {
          received++;
          bytes += message.payload().length;
          if (!counts) {
            heard.add(text(message));
          }
          if (hoards) {
            unread.add(message);
          } else {
            channels.release(message);
          }
        }
        case ChannelEvent.Unclaimed(ChannelEvent.Message message) -> {
          heard.add("unclaimed " + text(message));
          channels.release(message);
        }
        case ChannelEvent.OpenedByPeer(int id, ChannelOptions options) -> {
          heard.add(id + " opened: " + options.label());
          opened = options;
        }
        case ChannelEvent.Closed(int id) -> heard.add(id + " closed");
        case ChannelEvent.Restarted _ -> heard.add("restarted");
        case ChannelEvent.Ended(var cause, _) -> heard.add("ended: " + cause);
        case ChannelEvent.Connected _,
            ChannelEvent.Opened _,
            ChannelEvent.BufferedAmountLow _,
            ChannelEvent.Refused _ -> {}
      }
    }

    private static String text(ChannelEvent.Message message) {
      return message.channel()
          + (message.text() ? " text " : " binary ")
          + new String(message.payload(), UTF_8);
    }

    @Override
    public Readiness readiness() {
      if (broken) {
        broken = false;
        throw new IllegalStateException("broken");
      }
      return readiness == Readiness.READY && now - sentNanos < packetNanos
          ? Readiness.FULL
          : readiness;
    }

    @Override
    public ByteBuf begin(int capacity) {
      departing.clear().ensureWritable(capacity);
      return departing;
    }

    @Override
    public void send(int start) {
      sentNanos = now;
      packets++;
      byte[] packet = ByteBufUtil.getBytes(departing, start, departing.writerIndex() - start);
      if (!lost()) {
        later(
            delayNanos,
            () -> {
              if (alive()) {
                channels.onPacket(Unpooled.wrappedBuffer(packet), now);
                drain();
              }
            });
      }
    }

    @Override
    public void tell(PeerEvent event) {
      told.add(event);
    }
  }
}
