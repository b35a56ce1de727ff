package org.parley.signaling.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Date;
import org.parley.signaling.config.TlsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns responses into the codec's messages. */
final class Responses {
  private static final Logger log = LoggerFactory.getLogger(Responses.class);

  private Responses() {}

  static FullHttpResponse message(HttpResponse response, TlsConfig.Mode tls, boolean keepAlive) {
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    try {
      response.headers().forEach((name, value) -> message.headers().add(name, value));
    } catch (IllegalArgumentException e) {
      // A handler's fault: a line break in a header.
      log.error("A response has a bad header", e);
      message.release();
      return message(HttpResponse.problem(500, "internal", "A fault of ours."), tls, keepAlive);
    }
    SecurityHeaders.addMissing(response, tls, (name, value) -> message.headers().set(name, value));
    message.headers().set(HttpHeaderNames.DATE, DateFormatter.format(new Date()));
    // RFC 9110 section 8.6: none in 1xx and 204; in 304 it would be another response's.
    if (response.status() >= 200 && response.status() != 204 && response.status() != 304) {
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    }
    if (!keepAlive) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return message;
  }
}
