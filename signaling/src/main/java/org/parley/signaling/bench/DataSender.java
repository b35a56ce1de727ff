package org.parley.signaling.bench;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.sctp.tx.SendResult;

/** Sends stamped and numbered messages, at a rate or as fast as they go. On its event loop. */
final class DataSender implements DataLink.Listener {
  /** Up to so much is kept waiting at full speed, as programs in browsers do. */
  private static final int AHEAD = 512 * 1024;

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final DataBenchOptions.Traffic traffic;
  private final EventLoop loop;
  private @Nullable DataLink link;
  private int channel = -1;
  private boolean sending;
  private long startNanos;
  private long due;
  private int sent;
  private int firstMeasured;
  private long refused;

  DataSender(DataBenchOptions.Traffic traffic, EventLoop loop) {
    this.traffic = traffic;
    this.loop = loop;
  }

  void use(DataLink established, int channelNumber) {
    link = established;
    channel = channelNumber;
  }

  /** Begins to send. */
  void start() {
    sending = true;
    startNanos = System.nanoTime();
    due = 0;
    switch (traffic) {
      case DataBenchOptions.Traffic.Lossy(double rate, int _) -> tick(rate, startNanos);
      case DataBenchOptions.Traffic.Bulk _ -> {
        DataLink open = link;
        if (open != null) {
          open.pump();
        }
      }
    }
  }

  void stop() {
    sending = false;
  }

  /** What is sent from now on is measured. */
  int open() {
    firstMeasured = sent;
    refused = 0;
    return firstMeasured;
  }

  /** How many were sent since {@link #open}. */
  int measured() {
    return sent - firstMeasured;
  }

  /** Messages for which there was no room since {@link #open}; they were not sent. */
  long refused() {
    return refused;
  }

  @Override
  public void onEvent(ChannelEvent event, long nowNanos) {
    // What is sent does not depend on what comes.
  }

  @Override
  public void onPump() {
    if (sending && traffic instanceof DataBenchOptions.Traffic.Bulk) {
      fill();
    }
  }

  private void tick(double rate, long scheduledNanos) {
    DataLink open = link;
    if (!sending || open == null) {
      return;
    }
    long now = System.nanoTime();
    long wanted = (long) ((now - startNanos) * rate / 1e9);
    for (; due < wanted; due++) {
      if (send(open, now) != SendResult.QUEUED) {
        refused++;
      }
    }
    open.pump();
    long next = Math.max(now, scheduledNanos + TICK_NANOS);
    loop.schedule(() -> tick(rate, next), next - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void fill() {
    DataLink open = link;
    if (open == null) {
      return;
    }
    long now = System.nanoTime();
    while (open.channels().bufferedAmount(channel) < AHEAD
        && send(open, now) == SendResult.QUEUED) {
      // One more.
    }
  }

  private SendResult send(DataLink open, long nowNanos) {
    byte[] message = new byte[traffic.bytes()];
    Stamp.write(Unpooled.wrappedBuffer(message), 0, 0, nowNanos, sent);
    SendResult result = open.channels().send(channel, false, message, nowNanos);
    if (result == SendResult.QUEUED) {
      sent++;
    }
    return result;
  }
}
