package org.parley.media.testpeer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.media.datachannel.DataChannelConfig;
import org.parley.media.datachannel.DataChannels;
import org.parley.media.datachannel.Role;
import org.parley.media.sctp.tx.SendResult;

/** The client's data channels over a {@link TestPeer}, on threads of their own. */
public final class TestChannels implements AutoCloseable {
  private static final long MAX_WAIT_MILLIS = 10;
  private static final Duration POLL = Duration.ofMillis(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final BlockingQueue<ChannelEvent> events = new LinkedBlockingQueue<>();
  private final ByteBuf out = Unpooled.buffer(2048);
  private final TestPeer peer;
  private final DataChannels channels;
  private boolean stopped;
  private volatile boolean closed;

  public TestChannels(TestPeer peer, byte[] secret) {
    this.peer = peer;
    this.channels = new DataChannels(DataChannelConfig.of(Role.CLIENT), secret);
    lock.lock();
    try {
      channels.connect(System.nanoTime());
      drain();
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().name("test-channels").start(this::keepTime);
    Thread.ofVirtual().name("test-channels-in").start(this::read);
  }

  private void read() {
    try {
      while (!closed) {
        byte[] packet = peer.receiveData(POLL);
        if (packet != null) {
          onPacket(packet);
        }
      }
    } catch (IOException e) {
      // Interrupted: the test is over.
      closed = true;
    }
  }

  private void onPacket(byte[] packet) {
    lock.lock();
    try {
      if (!stopped && !closed) {
        channels.onPacket(Unpooled.wrappedBuffer(packet), System.nanoTime());
        drain();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepTime() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        if (!stopped && channels.hasDeadline() && now - channels.nextDeadlineNanos() >= 0) {
          channels.onTimeout(now);
          drain();
        }
        boolean _ = changed.await(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    for (ChannelEvent event = channels.nextEvent(); event != null; event = channels.nextEvent()) {
      if (event instanceof ChannelEvent.Message message) {
        channels.release(message);
      }
      events.add(event);
    }
    out.clear();
    while (channels.nextPacket(out, System.nanoTime())) {
      try {
        peer.sendData(ByteBufUtil.getBytes(out));
      } catch (IOException e) {
        // The link is closed: the test is over, or it wanted that.
        closed = true;
        return;
      }
      out.clear();
    }
  }

  /** Takes nothing any more, and answers nothing, until {@link #goOn}. */
  public void stop() {
    lock.lock();
    try {
      stopped = true;
    } finally {
      lock.unlock();
    }
  }

  public void goOn() {
    lock.lock();
    try {
      stopped = false;
    } finally {
      lock.unlock();
    }
  }

  public int open(ChannelOptions options) {
    lock.lock();
    try {
      int id = channels.open(options, System.nanoTime()).orElseThrow();
      drain();
      return id;
    } finally {
      lock.unlock();
    }
  }

  /** Opens and waits until the server has it. */
  public int openAndWait(ChannelOptions options, Duration patience) throws InterruptedException {
    int id = open(options);
    if (await(event -> event.equals(new ChannelEvent.Opened(id)), patience) == null) {
      throw new IllegalStateException(options.label() + " was not confirmed");
    }
    return id;
  }

  public void openNegotiated(int id, ChannelOptions options) {
    lock.lock();
    try {
      channels.openNegotiated(id, options);
      drain();
    } finally {
      lock.unlock();
    }
  }

  public void close(int id) {
    lock.lock();
    try {
      channels.close(id);
      drain();
    } finally {
      lock.unlock();
    }
  }

  public SendResult send(int id, String text) {
    return send(id, true, text.getBytes(UTF_8));
  }

  public SendResult send(int id, boolean text, byte[] payload) {
    lock.lock();
    try {
      SendResult result = channels.send(id, text, payload, System.nanoTime());
      drain();
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that the server has not acknowledged. */
  public long queued() {
    lock.lock();
    try {
      return channels.queued();
    } finally {
      lock.unlock();
    }
  }

  public int channels() {
    lock.lock();
    try {
      return channels.channels() + channels.streamsInUse();
    } finally {
      lock.unlock();
    }
  }

  /** The next event, or null when none comes in time. */
  public @Nullable ChannelEvent next(Duration patience) throws InterruptedException {
    return events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The next event of that kind; others before it are passed over. */
  public @Nullable ChannelEvent await(Predicate<ChannelEvent> wanted, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      ChannelEvent event = next(Duration.ofNanos(deadline - System.nanoTime()));
      if (event == null || wanted.test(event)) {
        return event;
      }
    }
  }

  /** The next message, or null when none comes in time. */
  public ChannelEvent.@Nullable Message message(Duration patience) throws InterruptedException {
    return (ChannelEvent.Message) await(ChannelEvent.Message.class::isInstance, patience);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
