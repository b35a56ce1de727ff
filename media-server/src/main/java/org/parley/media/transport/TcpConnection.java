package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.Pair;
import org.parley.media.transport.ice.StunMessage;

/**
 * One accepted TCP connection, after its frames are told apart. Until an authenticated check binds
 * it to a peer, checks are all that it may carry.
 */
final class TcpConnection extends ChannelInboundHandlerAdapter {
  private final Channel channel;
  private final LoopTraffic traffic;
  private final PeerTable peers;
  private final TcpAdmission admission;
  private final TransportCounters counters;
  private final long firstFrameNanos;
  private final Pair pair;

  private volatile @Nullable TcpRoute bound;
  private @Nullable TcpRoute offered;
  private @Nullable Future<?> deadline;
  private boolean admitted;

  TcpConnection(
      Channel channel,
      LoopTraffic traffic,
      PeerTable peers,
      TcpAdmission admission,
      TransportCounters counters,
      long firstFrameNanos) {
    this.channel = channel;
    this.traffic = traffic;
    this.peers = peers;
    this.admission = admission;
    this.counters = counters;
    this.firstFrameNanos = firstFrameNanos;
    this.pair =
        new Pair(
            Pair.Transport.TCP,
            (InetSocketAddress) channel.localAddress(),
            (InetSocketAddress) channel.remoteAddress());
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!admission.enter(pair.remote().getAddress())) {
      counters.increment(TransportCounter.TCP_REFUSED);
      channel.close();
      return;
    }
    admitted = true;
    counters.increment(TransportCounter.TCP_ACCEPTED);
    deadline =
        channel.eventLoop().schedule(this::closeUnlessBound, firstFrameNanos, TimeUnit.NANOSECONDS);
  }

  private void closeUnlessBound() {
    if (bound == null) {
      counters.increment(TransportCounter.TCP_REFUSED);
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    traffic.beginBatch();
    ByteBuf frame = (ByteBuf) message;
    counters.increment(TransportCounter.PACKETS_RECEIVED);
    counters.add(TransportCounter.BYTES_RECEIVED, frame.readableBytes());
    PacketKind kind = PacketKind.of(frame);
    TcpRoute route = bound;
    switch (kind) {
      case STUN -> onStun(frame);
      case DTLS, RTP, RTCP -> {
        if (route == null) {
          refuse();
        } else {
          traffic.deliver(route, kind, frame);
        }
      }
      case UNKNOWN -> {
        counters.increment(TransportCounter.DROPPED_UNKNOWN_KIND);
        if (route == null) {
          refuse();
        }
      }
    }
    frame.release();
  }

  private void onStun(ByteBuf frame) {
    StunMessage message = StunMessage.parse(frame);
    TcpRoute asked = bound;
    if (message != null && message.isBindingSuccess() && asked != null) {
      traffic.deliver(asked, message);
      return;
    }
    PeerTransport peer = peers.find(message, counters);
    if (message == null || peer == null) {
      if (bound == null) {
        refuse();
      }
      return;
    }
    TcpRoute route = offered;
    if (route == null || route.peer() != peer) {
      // One connection serves one peer: a second user name on it is somebody's probing.
      if (bound != null) {
        refuse();
        return;
      }
      route = new TcpRoute(peer, this, pair);
      offered = route;
    }
    traffic.deliver(route, message);
  }

  private void refuse() {
    counters.increment(TransportCounter.TCP_MALFORMED);
    channel.close();
  }

  /** On the peer's loop. */
  void bind(TcpRoute route) {
    bound = route;
    channel.eventLoop().execute(this::leaveAdmission);
    if (!channel.isActive()) {
      route.peer().onRouteClosed(route);
    }
  }

  /** On the peer's loop. */
  void unbind(TcpRoute route) {
    if (bound == route) {
      channel.close();
    }
  }

  private void leaveAdmission() {
    if (admitted) {
      admitted = false;
      admission.leave(pair.remote().getAddress());
    }
    Future<?> pending = deadline;
    if (pending != null) {
      pending.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    traffic.endBatch();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leaveAdmission();
    TcpRoute route = bound;
    if (route != null) {
      route.peer().owner().execute(() -> route.peer().onRouteClosed(route));
    }
  }

  /** A frame too long, or the connection was reset: then each packet that waited tells so. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof DecoderException) {
      counters.increment(TransportCounter.TCP_MALFORMED);
    }
    channel.close();
  }
}
