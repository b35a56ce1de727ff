package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannels;

/**
 * The data channels of one participant over DTLS records and a UDP port. Everything on its event
 * loop.
 */
final class DataLink implements PeerTransport.DataSink {
  private static final int MAX_PACKET = 2_048;

  /** Packets that are handed to the kernel at a time. */
  private static final int BATCH = 64;

  /** What is done with events. */
  interface Listener {
    void onEvent(ChannelEvent event, long nowNanos);

    /** Packets came, or time passed: there may be room for more to send. */
    default void onPump() {}
  }

  private final PeerTransport transport;
  private final DataRecords records;
  private final DataChannels channels;
  private final Listener listener;
  private final ByteBuf packet = Unpooled.buffer(MAX_PACKET);
  private final DataRecords.Sink sink = this::onPacket;
  private final CompletableFuture<Integer> opened = new CompletableFuture<>();
  private boolean armed;
  private long armedNanos;
  private boolean deaf;

  DataLink(PeerTransport transport, DataRecords records, DataChannels channels, Listener listener) {
    this.transport = transport;
    this.records = records;
    this.channels = channels;
    this.listener = listener;
  }

  DataChannels channels() {
    return channels;
  }

  /** Begins, with one channel. */
  void start(ChannelOptions channel) {
    transport.secureData(this);
    long now = System.nanoTime();
    channels.connect(now);
    channels.open(channel, now);
    pump();
  }

  /** The channel's number once the server has confirmed it. */
  CompletableFuture<Integer> opened() {
    return opened;
  }

  /** From now on nothing that comes is looked at, and nothing is sent: as if the program hung. */
  void hang() {
    deaf = true;
  }

  @Override
  public void onRecords(ByteBuf datagram) {
    if (!deaf) {
      records.open(datagram, sink);
    }
  }

  private void onPacket(byte[] bytes, int length) {
    long now = System.nanoTime();
    channels.onPacket(Unpooled.wrappedBuffer(bytes, 0, length), now);
    handleEvents(now);
  }

  @Override
  public void onReadComplete() {
    pump();
  }

  /** Handles events, sends what may be sent, and arms the timer. To be called after each change. */
  void pump() {
    if (deaf || !transport.isOpen()) {
      return;
    }
    long now = System.nanoTime();
    int sent = 0;
    do {
      handleEvents(now);
      listener.onPump();
      packet.clear();
      while (channels.nextPacket(packet, now)) {
        ByteBuf datagram = transport.open().alloc().directBuffer(MAX_PACKET);
        records.seal(packet, datagram);
        transport.write(datagram);
        packet.clear();
        if (++sent % BATCH == 0) {
          transport.flush();
        }
      }
    } while (handleEvents(now));
    if (sent % BATCH != 0) {
      transport.flush();
    }
    arm(now);
  }

  private boolean handleEvents(long nowNanos) {
    boolean any = false;
    for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
      if (event instanceof ChannelEvent.Opened(int channel)) {
        opened.complete(channel);
      }
      listener.onEvent(event, nowNanos);
      any = true;
    }
    return any;
  }

  /** A timer that is early looks again; only one that would be late is added. */
  private void arm(long nowNanos) {
    if (!channels.hasDeadline()) {
      return;
    }
    long deadline = channels.nextDeadlineNanos();
    if (!armed || deadline - armedNanos < 0) {
      armed = true;
      armedNanos = deadline;
      EventLoop loop = transport.open().eventLoop();
      loop.schedule(() -> onTimer(deadline), deadline - nowNanos, TimeUnit.NANOSECONDS);
    }
  }

  private void onTimer(long deadline) {
    if (!armed || deadline != armedNanos) {
      return;
    }
    armed = false;
    if (deaf) {
      return;
    }
    long now = System.nanoTime();
    if (channels.hasDeadline() && channels.nextDeadlineNanos() - now <= 0) {
      channels.onTimeout(now);
    }
    pump();
  }

  /** Says goodbye, as far as that is heard. */
  void close() {
    if (transport.isOpen() && !deaf) {
      channels.abort("");
      pump();
      ByteBuf datagram = transport.open().alloc().directBuffer(MAX_PACKET);
      records.sealClose(datagram);
      transport.write(datagram);
      transport.flush();
    }
    deaf = true;
    transport.close();
  }
}
