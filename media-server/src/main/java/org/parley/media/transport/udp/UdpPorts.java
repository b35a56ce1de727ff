package org.parley.media.transport.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.*;
import io.netty.channel.epoll.*;
import io.netty.channel.socket.*;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.*;
import java.io.IOException;
import java.net.*;
import java.util.*;
import java.util.function.Function;
import org.parley.media.loop.*;

public final class UdpPorts {
  private final MediaLoops loops;

  public UdpPorts(MediaLoops loops, boolean seg) {
    this.loops = loops;
  }

  public List<UdpPort> open(InetSocketAddress local, Function<MediaLoop, UdpReceiver> r)
      throws IOException {
    List<UdpPort> l = new ArrayList<>();
    for (MediaLoop loop : loops.loops()) {
      UdpReceiver rec = r.apply(loop);
      ChannelFuture f =
          new Bootstrap()
              .group(loop.eventLoop())
              .channelFactory(
                  () ->
                      new EpollDatagramChannel(
                          local.getAddress() instanceof Inet4Address
                              ? SocketProtocolFamily.INET
                              : SocketProtocolFamily.INET6))
              .option(UnixChannelOption.SO_REUSEPORT, true)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
              .handler(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext c, Object m) {
                      DatagramPacket p = (DatagramPacket) m;
                      rec.onDatagram(new RemoteAddress(p.sender()), p.content());
                      p.release();
                    }

                    @Override
                    public void channelReadComplete(ChannelHandlerContext c) {
                      rec.onBatchEnd();
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext c, Throwable t) {
                      rec.onSendError(1);
                    }
                  })
              .bind(local)
              .awaitUninterruptibly();
      if (!f.isSuccess()) throw new IOException(f.cause());
      Channel ch = f.channel();
      l.add(
          new UdpPort() {
            public InetSocketAddress local() {
              return local;
            }

            public void send(ByteBuf b, int o, int len, int seg, RemoteAddress to, boolean d) {
              for (int i = 0; i < len; i += seg)
                ch.write(new DatagramPacket(b.copy(o + i, Math.min(seg, len - i)), to.a));
            }

            public void flush() {
              ch.flush();
            }

            public boolean congested() {
              return false;
            }

            public void close() {
              ch.close().awaitUninterruptibly();
            }
          });
    }
    return l;
  }
}
