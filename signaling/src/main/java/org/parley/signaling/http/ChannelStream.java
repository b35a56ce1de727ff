package org.parley.signaling.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection that left HTTP. */
final class ChannelStream implements ByteStream {
  private static final Logger log = LoggerFactory.getLogger(ChannelStream.class);

  private final Channel channel;
  private final AtomicLong unwritten = new AtomicLong();

  ChannelStream(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void write(ByteBuffer bytes) {
    int length = bytes.remaining();
    unwritten.addAndGet(length);
    later(
        () ->
            channel
                .writeAndFlush(Unpooled.wrappedBuffer(bytes))
                .addListener(_ -> unwritten.addAndGet(-length)));
  }

  @Override
  public long unwrittenBytes() {
    return unwritten.get();
  }

  @Override
  public void pauseReading() {
    channel.config().setAutoRead(false);
  }

  @Override
  public void resumeReading() {
    channel.config().setAutoRead(true);
  }

  @Override
  public void close() {
    later(() -> LingeringClose.close(channel));
  }

  @Override
  public void abort() {
    channel.close();
  }

  /**
   * Always as a task of its own: what an upgrade writes must not meet the HTTP codec, which leaves
   * once the upgrade is decided.
   */
  private void later(Runnable action) {
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException _) {
      // The door is closed, and every connection with it.
    }
  }

  /** The last handler of the pipeline: hands what arrives to the stream's handler. */
  static final class Reader extends ChannelInboundHandlerAdapter {
    private final StreamHandler handler;

    Reader(StreamHandler handler) {
      this.handler = handler;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (!(message instanceof ByteBuf bytes)) {
        context.fireChannelRead(message);
        return;
      }
      try {
        handler.onBytes(bytes.nioBuffer());
      } finally {
        bytes.release();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent) {
        context.close();
      } else {
        context.fireUserEventTriggered(event);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      handler.onClosed();
      context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.debug("A connection broke: {}", cause.toString());
      context.close();
    }
  }
}
