package org.parley.signaling.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests and responses of one connection, one at a time and in order (RFC 9112 section
 * 9.3.2).
 */
final class Conversation extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  /** Requests that a client may send ahead; it is not read from while one is answered. */
  private static final int MAX_PIPELINED = 64;

  private final DoorState door;
  private final RequestTimer timer;
  private final Queue<FullHttpRequest> waiting = new ArrayDeque<>();
  private boolean answering;

  Conversation(DoorState door, RequestTimer timer) {
    this.door = door;
    this.timer = timer;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
    if (!answering) {
      answer(context, message, true);
    } else if (waiting.size() < MAX_PIPELINED) {
      waiting.add(message.retain());
    } else {
      door.counters().malformed.increment();
      context.close();
    }
  }

  private void answer(ChannelHandlerContext context, FullHttpRequest message, boolean atOnce) {
    answering = true;
    timer.requestComplete(context);
    context.channel().config().setAutoRead(false);
    door.counters().requests.increment();
    HttpResponse malformed = malformed(message);
    if (malformed != null) {
      door.counters().malformed.increment();
      respond(context, malformed, false);
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(message);
    RequestParser.Target target = RequestParser.parse(message.uri());
    if (target == null) {
      door.counters().malformed.increment();
      respond(context, badRequest("The request target cannot be read."), false);
      return;
    }
    HttpRequest request = request(context, message, target);
    if (isUpgrade(message) && door.routes().upgradeHandler(request.path()) != null) {
      upgrade(context, request, atOnce);
      return;
    }
    if (door.draining() && request.method().equals("POST")) {
      respond(context, shuttingDown(), false);
      return;
    }
    switch (door.routes().match(request.method(), target.segments())) {
      case Routes.Match.Found(HttpHandler handler, Map<String, String> parameters) ->
          handle(context, handler, request.withPathParameters(parameters), keepAlive);
      case Routes.Match.NotFound() ->
          respond(
              context,
              HttpResponse.problem(404, "not-found", "There is nothing at this address."),
              keepAlive);
      case Routes.Match.MethodNotAllowed(String allow) ->
          respond(
              context,
              HttpResponse.problem(405, "method-not-allowed", "Use one of: " + allow)
                  .with("Allow", allow),
              keepAlive);
    }
  }

  private void handle(
      ChannelHandlerContext context, HttpHandler handler, HttpRequest request, boolean keepAlive) {
    Thread.ofVirtual()
        .name("http-request")
        .start(
            () -> {
              try {
                var _ =
                    handler
                        .handle(request)
                        .whenComplete(
                            (response, failure) ->
                                context
                                    .executor()
                                    .execute(
                                        () ->
                                            respond(
                                                context,
                                                response != null
                                                    ? response
                                                    : failed(request, failure),
                                                keepAlive)));
              } catch (RuntimeException e) {
                context.executor().execute(() -> respond(context, failed(request, e), keepAlive));
              }
            });
  }

  private HttpResponse failed(HttpRequest request, @Nullable Throwable failure) {
    door.counters().failedRequests.increment();
    log.error("A request failed request=\"{}\"", request, failure);
    return HttpResponse.problem(500, "internal", "A fault of ours; it is in the server's log.");
  }

  private void upgrade(ChannelHandlerContext context, HttpRequest request, boolean atOnce) {
    UpgradeHandler handler = door.routes().upgradeHandler(request.path());
    if (handler == null || !atOnce || !waiting.isEmpty()) {
      respond(context, badRequest("An upgrade must not wait behind other requests."), false);
      return;
    }
    if (door.draining()) {
      respond(context, shuttingDown(), false);
      return;
    }
    ChannelStream stream = new ChannelStream(context.channel());
    switch (handler.upgrade(request, stream)) {
      case UpgradeHandler.Upgrade.Refused(HttpResponse response) ->
          respond(context, response, false);
      case UpgradeHandler.Upgrade.Accepted accepted -> {
        context.channel().config().setAutoRead(true);
        HttpPipeline.leave(context.pipeline(), accepted.handler(), accepted.silence());
      }
    }
  }

  private void respond(ChannelHandlerContext context, HttpResponse response, boolean keepAlive) {
    boolean stay = keepAlive && !door.draining();
    ChannelFuture written = context.writeAndFlush(Responses.message(response, door.tls(), stay));
    written.addListener(
        future -> {
          if (!future.isSuccess()) {
            context.close();
          } else if (stay) {
            next(context);
          } else {
            LingeringClose.close(context.channel());
          }
        });
  }

  private void next(ChannelHandlerContext context) {
    answering = false;
    FullHttpRequest next = waiting.poll();
    if (next == null) {
      timer.responseWritten(context);
      context.channel().config().setAutoRead(true);
      return;
    }
    try {
      answer(context, next, false);
    } finally {
      next.release();
    }
  }

  private HttpRequest request(
      ChannelHandlerContext context, FullHttpRequest message, RequestParser.Target target) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    List<Map.Entry<String, String>> all = message.headers().entries();
    for (Map.Entry<String, String> field : all) {
      if (!Arrivals.isForwarded(field.getKey())) {
        fields.add(Map.entry(field.getKey(), field.getValue()));
      }
    }
    return new HttpRequest(
        message.method().name(),
        target.path(),
        Map.of(),
        target.query(),
        Headers.copyOf(fields),
        ByteBufUtil.getBytes(message.content()),
        door.arrivals().arrival(DoorState.ends(context.channel()), Headers.copyOf(all)));
  }

  private static @Nullable HttpResponse malformed(FullHttpRequest message) {
    Throwable cause = message.decoderResult().cause();
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponse.problem(414, "uri-too-long", "The address is longer than 8 KiB.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return HttpResponse.problem(431, "header-too-large", "The header is longer than 8 KiB.");
    }
    if (message.decoderResult().isFailure()) {
      return badRequest("This is not HTTP/1.1.");
    }
    List<String> hosts = message.headers().getAll(HttpHeaderNames.HOST);
    // RFC 9112 section 3.2: exactly one Host.
    if (hosts.size() > 1
        || (hosts.isEmpty() && message.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0)) {
      return badRequest("Exactly one Host header is needed.");
    }
    return null;
  }

  private static boolean isUpgrade(FullHttpRequest message) {
    return message.headers().contains(HttpHeaderNames.UPGRADE)
        && message
            .headers()
            .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
  }

  private static HttpResponse badRequest(String detail) {
    return HttpResponse.problem(400, "bad-request", detail);
  }

  private static HttpResponse shuttingDown() {
    return HttpResponse.problem(503, "shutting-down", "The server stops. Try again in a moment.")
        .with("Retry-After", "5");
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    releaseWaiting();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    releaseWaiting();
  }

  private void releaseWaiting() {
    for (FullHttpRequest next = waiting.poll(); next != null; next = waiting.poll()) {
      next.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("A connection broke: {}", cause.toString());
    context.close();
  }
}
