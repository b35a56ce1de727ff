package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Errors;
import java.net.InetSocketAddress;
import org.parley.media.transport.ice.StunMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the peer of each datagram; one for each channel. */
final class UdpReader extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(UdpReader.class);

  /** How Linux refuses UDP_SEGMENT; Netty tells error numbers negated. */
  private static final int EIO = -5;

  private static final int EINVAL = -22;

  private final UdpSocket socket;
  private final LoopTraffic traffic;
  private final PeerTable peers;
  private final TransportCounters counters;

  UdpReader(UdpSocket socket, LoopTraffic traffic, PeerTable peers, TransportCounters counters) {
    this.socket = socket;
    this.traffic = traffic;
    this.peers = peers;
    this.counters = counters;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    traffic.beginBatch();
    DatagramPacket datagram = (DatagramPacket) message;
    ByteBuf content = datagram.content();
    counters.increment(TransportCounter.PACKETS_RECEIVED);
    counters.add(TransportCounter.BYTES_RECEIVED, content.readableBytes());
    PacketKind kind = PacketKind.of(content);
    switch (kind) {
      case RTP, RTCP, DTLS -> onPeerPacket(kind, datagram.sender(), content);
      case STUN -> {
        onStun(datagram.sender(), content);
        content.release();
      }
      case UNKNOWN -> {
        counters.increment(TransportCounter.DROPPED_UNKNOWN_KIND);
        content.release();
      }
    }
  }

  private void onPeerPacket(PacketKind kind, InetSocketAddress sender, ByteBuf content) {
    UdpRoute route = socket.routeFrom(sender);
    if (route == null) {
      counters.increment(TransportCounter.DROPPED_UNKNOWN_ADDRESS);
      content.release();
      return;
    }
    route.peer().traffic().deliver(route, kind, content);
  }

  private void onStun(InetSocketAddress sender, ByteBuf content) {
    StunMessage message = StunMessage.parse(content);
    PeerTransport peer = peers.find(message, counters);
    if (message != null && peer != null) {
      UdpRoute known = socket.routeFrom(sender);
      UdpRoute route =
          known != null && known.peer() == peer ? known : new UdpRoute(peer, socket, sender);
      peer.traffic().deliver(route, message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    traffic.endBatch();
  }

  /** A send failed, or ICMP told that an earlier one did; consent decides about the peer. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    counters.increment(TransportCounter.SEND_ERRORS);
    if (cause instanceof Errors.NativeIoException failure
        && (failure.expectedErr() == EIO || failure.expectedErr() == EINVAL)
        && socket.stopSegmenting()) {
      LOG.info(
          "{} cannot send segmented packets ({}): sending each alone",
          socket.local().getAddress().getHostAddress(),
          failure.getMessage());
    }
  }
}
