package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.Transport;

/**
 * Tells TLS from STUN by the first byte of an accepted connection: 0x16 begins a handshake (RFC
 * 8446 §5.1), and no STUN message.
 */
final class StreamEntrance extends ChannelInboundHandlerAdapter {
  private static final int TLS_HANDSHAKE = 0x16;

  private final StreamLoop home;
  private final InetSocketAddress remote;
  private final boolean tlsOnly;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean passed;

  StreamEntrance(StreamLoop home, InetSocketAddress remote, boolean tlsOnly) {
    this.home = home;
    this.remote = remote;
    this.tlsOnly = tlsOnly;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Channel channel = context.channel();
    deadline =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  home.shared.counters().increment(StreamCounter.CLOSED_SILENT);
                  channel.close();
                },
                home.shared.limits().silence().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
      ReferenceCountUtil.release(message);
      return;
    }
    boolean tls = bytes.getUnsignedByte(bytes.readerIndex()) == TLS_HANDSHAKE;
    SslHandler handler = tls ? home.shared.tls().newHandler(context.alloc()) : null;
    if (tls ? handler == null : tlsOnly) {
      bytes.release();
      home.shared.counters().increment(StreamCounter.CLOSED_MALFORMED);
      context.close();
      return;
    }
    passed = true;
    ChannelPipeline pipeline = context.pipeline();
    if (handler != null) {
      pipeline.addLast(prepared(handler));
    }
    home.shared.counters().increment(tls ? StreamCounter.ACCEPTED_TLS : StreamCounter.ACCEPTED_TCP);
    pipeline.addLast(
        new StreamConnection(home, context.channel(), tls ? Transport.TLS : Transport.TCP, remote));
    context.fireChannelRead(message);
    context.fireChannelReadComplete();
    pipeline.remove(this);
  }

  private SslHandler prepared(SslHandler handler) {
    handler.setHandshakeTimeoutMillis(home.shared.limits().handshake().toMillis());
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                home.shared.counters().increment(StreamCounter.FAILED_TLS);
              }
            });
    return handler;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ScheduledFuture<?> pending = deadline;
    if (pending != null) {
      pending.cancel(false);
    }
    if (!passed) {
      home.shared.admission().leave(remote.getAddress(), false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.report(context.channel(), cause);
    context.close();
  }
}
