package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.StunMessage;
import org.parley.net.passage.Doorway;
import org.parley.net.passage.Landing;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpPort;
import org.parley.net.udp.UdpReceiver;

/** Finds the peer of each datagram; one for each port. */
final class UdpReader implements UdpReceiver, Doorway {
  private final UdpSocket socket;
  private final UdpPort port;
  private final LoopTraffic traffic;
  private final PeerTable peers;
  private final TransportCounters counters;
  private long dropped;
  private long truncated;

  UdpReader(
      UdpSocket socket,
      UdpPort port,
      LoopTraffic traffic,
      PeerTable peers,
      TransportCounters counters) {
    this.socket = socket;
    this.port = port;
    this.traffic = traffic;
    this.peers = peers;
    this.counters = counters;
  }

  @Override
  public void onDatagram(RemoteAddress from, ByteBuf content) {
    traffic.beginBatch();
    counters.increment(TransportCounter.PACKETS_RECEIVED);
    counters.add(TransportCounter.BYTES_RECEIVED, content.readableBytes());
    PacketKind kind = PacketKind.of(content);
    switch (kind) {
      case RTP, RTCP, DTLS -> onPeerPacket(kind, from, content);
      case STUN -> onStun(from, content);
      case UNKNOWN -> counters.increment(TransportCounter.DROPPED_UNKNOWN_KIND);
    }
  }

  @Override
  public Landing landing() {
    return traffic.landing();
  }

  @Override
  public boolean closed() {
    return socket.closed();
  }

  /** From a relay of ours. */
  @Override
  public void onPacket(RemoteAddress from, ByteBuf content) {
    onDatagram(from, content);
  }

  private void onPeerPacket(PacketKind kind, RemoteAddress from, ByteBuf content) {
    UdpRoute route = socket.routeFrom(from);
    if (route == null) {
      counters.increment(TransportCounter.DROPPED_UNKNOWN_ADDRESS);
      return;
    }
    traffic.deliver(route, kind, content);
  }

  private void onStun(RemoteAddress from, ByteBuf content) {
    StunMessage message = StunMessage.parse(content);
    if (message != null && message.isBindingSuccess()) {
      onResponse(socket.routeFrom(from), message);
      return;
    }
    PeerTransport peer = peers.find(message, counters);
    if (message != null && peer != null) {
      UdpRoute known = socket.routeFrom(from);
      UdpRoute route =
          known != null && known.peer() == peer ? known : new UdpRoute(peer, socket, from);
      traffic.deliver(route, message);
    }
  }

  /** To a check of ours: only an address that ICE has validated was asked. */
  private void onResponse(@Nullable UdpRoute route, StunMessage response) {
    if (route == null) {
      counters.increment(TransportCounter.DROPPED_UNEXPECTED_STUN);
      return;
    }
    traffic.deliver(route, response);
  }

  /** Counts what the port has lost since the last time; now and then. */
  void countLosses() {
    long lost = port.droppedDatagrams();
    if (lost != dropped) {
      counters.add(TransportCounter.DROPPED_BACK_PRESSURE, lost - dropped);
      dropped = lost;
    }
    long tooLong = port.truncatedDatagrams();
    if (tooLong != truncated) {
      counters.add(TransportCounter.DROPPED_TOO_LONG, tooLong - truncated);
      truncated = tooLong;
    }
  }

  @Override
  public void onBatchEnd() {
    traffic.endBatch();
  }

  @Override
  public void onWritable() {
    // Who asks next for the fullness of its way is told.
  }

  /** A send failed, or ICMP told that an earlier one did; consent decides about the peer. */
  @Override
  public void onSendError(int errno) {
    counters.increment(TransportCounter.SEND_ERRORS);
  }
}
