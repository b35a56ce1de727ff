package org.parley.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client is too slow: one deadline, for the phase that the connection is
 * in.
 */
final class RequestTimer extends ChannelInboundHandlerAdapter {
  private final DoorTimers timers;
  private final DoorCounters counters;
  private boolean idle;
  private @Nullable ScheduledFuture<?> deadline;

  RequestTimer(DoorTimers timers, DoorCounters counters) {
    this.timers = timers;
    this.counters = counters;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    // A connection that never says anything has no longer than one that says half a header.
    arm(context, timers.header());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (idle) {
      idle = false;
      arm(context, timers.header());
    }
    context.fireChannelRead(message);
  }

  void headerComplete(ChannelHandlerContext context) {
    arm(context, timers.body());
  }

  void requestComplete(ChannelHandlerContext context) {
    idle = false;
    arm(context, timers.answer());
  }

  void responseWritten(ChannelHandlerContext context) {
    idle = true;
    arm(context, timers.idle());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    cancel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    cancel();
    context.fireChannelInactive();
  }

  private void arm(ChannelHandlerContext context, Duration time) {
    cancel();
    boolean waiting = idle;
    deadline =
        context
            .executor()
            .schedule(
                () -> {
                  if (!waiting) {
                    counters.timedOut.increment();
                  }
                  context.close();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
