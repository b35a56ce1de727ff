package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.turn.relay.StunServer;

/** One client over TCP: messages are found by the length in their headers (RFC 8489 §6.2.2). */
final class TcpConnection extends SimpleChannelInboundHandler<ByteBuf> {
  private static final int MAX_CONNECTIONS = 1_000;
  private static final int MAX_MESSAGE = 2_048;
  private static final int SILENCE_SECONDS = 30;

  private final StunServer server;
  private final InetSocketAddress client;

  private TcpConnection(StunServer server, InetSocketAddress client) {
    this.server = server;
    this.client = client;
  }

  static void install(SocketChannel channel, StunServer server, AtomicInteger connections) {
    InetSocketAddress client = channel.remoteAddress();
    int open = connections.incrementAndGet();
    channel.closeFuture().addListener(_ -> connections.decrementAndGet());
    // A connection that was reset before we looked at it has no remote address any more.
    if (open > MAX_CONNECTIONS || client == null) {
      channel.close();
      return;
    }
    channel
        .pipeline()
        .addLast(new ReadTimeoutHandler(SILENCE_SECONDS, TimeUnit.SECONDS))
        .addLast(new LengthFieldBasedFrameDecoder(MAX_MESSAGE, 2, 2, 16, 0))
        .addLast(new TcpConnection(server, client));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf message) {
    byte[] bytes = new byte[message.readableBytes()];
    message.readBytes(bytes);
    // A stream that does not begin with STUN will not find its way back to it.
    if (bytes[0] > 0b0011_1111 || bytes[0] < 0) {
      ctx.close();
      return;
    }
    byte[] reply = server.onPacket(bytes, client);
    if (reply != null) {
      ctx.writeAndFlush(ctx.alloc().buffer(reply.length).writeBytes(reply));
    }
    if (!ctx.channel().isWritable()) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof ReadTimeoutException) && !(cause instanceof DecoderException)) {
      SocketFaults.report(ctx.channel(), cause);
    }
    ctx.close();
  }
}
