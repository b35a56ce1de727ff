package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;

/**
 * One end of two connections whose bytes go straight from the one to the other (RFC 6062 §5.5); the
 * last handler of its channel. As much is read as the other end takes.
 */
final class SpliceEnd extends ChannelInboundHandlerAdapter {
  /** For bytes that wait when the other end has closed. */
  private static final long LINGER_SECONDS = 10;

  private final Channel self;
  private final Channel other;
  private final LongUnaryOperator spend;
  private final Runnable ended;
  private boolean paused;

  /**
   * @param spend tells of bytes that passed, and gets the nanoseconds for which to stop reading
   * @param ended called when this connection is gone
   */
  SpliceEnd(Channel self, Channel other, LongUnaryOperator spend, Runnable ended) {
    this.self = self;
    this.other = other;
    this.spend = spend;
    this.ended = ended;
  }

  /** Begins to read. */
  void start() {
    self.config().setAutoRead(!paused && other.isWritable());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes) || !other.isActive()) {
      ReferenceCountUtil.release(message);
      return;
    }
    long pause = spend.applyAsLong(bytes.readableBytes());
    other.write(bytes, other.voidPromise());
    if (pause > 0 && !paused) {
      paused = true;
      self.eventLoop().schedule(this::resume, pause, TimeUnit.NANOSECONDS);
    }
    if (paused || !other.isWritable()) {
      self.config().setAutoRead(false);
    }
  }

  private void resume() {
    paused = false;
    start();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
  }

  /** What waits for this end has become less, or too much. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    SpliceEnd reading = other.pipeline().get(SpliceEnd.class);
    if (reading != null) {
      reading.start();
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    other.config().setAutoRead(false);
    other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    var _ = other.eventLoop().schedule(() -> other.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    ended.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.report(self, cause);
    context.close();
  }
}
