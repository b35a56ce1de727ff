package org.parley.signaling.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The handlers of a connection while it speaks HTTP, and when it leaves it. */
final class HttpPipeline {
  private static final int MAX_LINE = 8 * 1024;
  private static final int MAX_HEADER = 8 * 1024;
  private static final int MAX_BODY = 128 * 1024;
  private static final int MAX_CHUNK = 8 * 1024;

  private HttpPipeline() {}

  /** Behind the request timer and, with TLS, behind that. */
  static void enter(ChannelPipeline pipeline, DoorState door) {
    RequestTimer timer = pipeline.get(RequestTimer.class);
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE)
            .setMaxHeaderSize(MAX_HEADER)
            .setMaxChunkSize(MAX_CHUNK);
    pipeline.addLast(new HttpServerCodec(limits));
    pipeline.addLast(new HeaderWatch(timer));
    pipeline.addLast(new BodyLimit(door));
    pipeline.addLast(new Conversation(door, timer));
  }

  /** Bytes that came behind the request reach the handler as well. */
  static void leave(ChannelPipeline pipeline, StreamHandler handler, Duration silence) {
    pipeline.addLast(new IdleStateHandler(silence.toMillis(), 0, 0, TimeUnit.MILLISECONDS));
    pipeline.addLast(new ChannelStream.Reader(handler));
    pipeline.remove(RequestTimer.class);
    pipeline.remove(Conversation.class);
    pipeline.remove(BodyLimit.class);
    pipeline.remove(HeaderWatch.class);
    pipeline.remove(HttpServerCodec.class);
  }

  private static final class HeaderWatch extends ChannelInboundHandlerAdapter {
    private final RequestTimer timer;

    HeaderWatch(RequestTimer timer) {
      this.timer = timer;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpMessage) {
        timer.headerComplete(context);
      }
      context.fireChannelRead(message);
    }
  }

  private static final class BodyLimit extends HttpObjectAggregator {
    private final DoorState door;

    BodyLimit(DoorState door) {
      super(MAX_BODY);
      this.door = door;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
      door.counters().malformed.increment();
      HttpResponse response =
          HttpResponse.problem(413, "too-large", "The body is longer than 128 KiB.");
      context
          .writeAndFlush(Responses.message(response, door.tls(), false))
          .addListener(_ -> LingeringClose.close(context.channel()));
    }
  }
}
