package org.parley.signaling.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells protocols apart by their first byte. */
final class FirstBytes {
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int STUN_LAST = 0x03;

  private FirstBytes() {}

  /** Before TLS: whoever speaks plainly to a port with TLS is told so. */
  static final class BeforeTls extends ByteToMessageDecoder {
    private static final byte[] HERE_IS_TLS =
        """
        HTTP/1.1 400 Bad Request\r
        Content-Type: text/plain\r
        Connection: close\r
        \r
        This port speaks HTTPS: use an address that begins with https://
        """
            .getBytes(StandardCharsets.US_ASCII);

    private final DoorState door;
    private final TlsContexts tls;

    BeforeTls(DoorState door, TlsContexts tls) {
      this.door = door;
      this.tls = tls;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (!in.isReadable()) {
        return;
      }
      if (in.getUnsignedByte(in.readerIndex()) != TLS_HANDSHAKE) {
        in.skipBytes(in.readableBytes());
        door.counters().malformed.increment();
        context
            .writeAndFlush(context.alloc().buffer().writeBytes(HERE_IS_TLS))
            .addListener(_ -> LingeringClose.close(context.channel()));
        return;
      }
      SslHandler handler = tls.current().newHandler(context.alloc());
      handler.setHandshakeTimeoutMillis(door.options().timers().header().toMillis());
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (!done.isSuccess()) {
                  door.counters().failedTls.increment();
                }
              });
      ChannelPipeline pipeline = context.pipeline();
      pipeline.addAfter(context.name(), null, new AfterTls(door));
      pipeline.addAfter(
          context.name(), null, new RequestTimer(door.options().timers(), door.counters()));
      pipeline.addAfter(context.name(), null, handler);
      pipeline.remove(RequestTimer.class);
      pipeline.remove(this);
    }
  }

  /**
   * RFC 7983 section 7: STUN begins with 0 to 3. A TURN client's first message is STUN as well, so
   * that channel data cannot come first.
   */
  static final class AfterTls extends ByteToMessageDecoder {
    private final DoorState door;

    AfterTls(DoorState door) {
      this.door = door;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
      if (!in.isReadable()) {
        return;
      }
      ChannelPipeline pipeline = context.pipeline();
      if (in.getUnsignedByte(in.readerIndex()) > STUN_LAST) {
        HttpPipeline.enter(pipeline, door);
        pipeline.remove(this);
        return;
      }
      if (door.draining() || !door.streams().accept(context.channel())) {
        door.counters().refusedStreams.increment();
        in.skipBytes(in.readableBytes());
        context.close();
        return;
      }
      pipeline.remove(RequestTimer.class);
      pipeline.remove(this);
    }
  }
}
