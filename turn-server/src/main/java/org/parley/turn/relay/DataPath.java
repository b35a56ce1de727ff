package org.parley.turn.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.AddressFamily;

/** What happens to each packet; makes no object. */
final class DataPath {
  private final Allocations allocations;
  private final ServedPorts served;
  private final SharedBandwidth total;
  private final RelayCounters counters;
  private final ToPeer out = new ToPeer();
  private final SendIndication send = new SendIndication();
  private final ClientFraming framing = new ClientFraming();

  DataPath(
      Allocations allocations, ServedPorts served, SharedBandwidth total, RelayCounters counters) {
    this.allocations = allocations;
    this.served = served;
    this.total = total;
    this.counters = counters;
  }

  static boolean isData(ByteBuf content) {
    return content.isReadable()
        && (content.getByte(content.readerIndex()) >>> 6 == 1 || SendIndication.is(content));
  }

  @Nullable ToPeer fromClient(
      int socket, long high, long low, int port, ByteBuf content, long nowNanos) {
    Allocation allocation = allocations.find(high, low, FiveTuple.tag(socket, port));
    if (allocation == null || allocation.passed(nowNanos)) {
      return drop(RelayCounter.DROPPED_NO_ALLOCATION);
    }
    FiveTuple next = allocation.movingTo;
    if (next != null && next.is(socket, high, low, port)) {
      allocations.confirm(allocation);
    }
    if (content.getByte(content.readerIndex()) >>> 6 == 1) {
      return channelData(allocation, content, nowNanos);
    }
    if (!send.read(content)) {
      return drop(RelayCounter.DROPPED_MALFORMED);
    }
    // RFC 8656 §11.2: a Send indication does not refresh the permission that it needs.
    Permission permission = allocation.permission(send.high, send.low);
    if (permission == null || !passes(permission, send.port, nowNanos)) {
      return drop(RelayCounter.DROPPED_NO_PERMISSION);
    }
    out.high = send.high;
    out.low = send.low;
    out.port = send.port;
    out.offset = send.dataOffset;
    out.length = send.dataLength;
    out.dontFragment = send.dontFragment;
    return toPeer(allocation, nowNanos);
  }

  private @Nullable ToPeer channelData(Allocation allocation, ByteBuf content, long nowNanos) {
    int at = content.readerIndex();
    if (content.readableBytes() < ClientFraming.CHANNEL_HEADER
        || content.getUnsignedShort(at + 2)
            > content.readableBytes() - ClientFraming.CHANNEL_HEADER) {
      return drop(RelayCounter.DROPPED_MALFORMED);
    }
    ChannelBinding channel = allocation.channel(content.getUnsignedShort(at));
    if (channel == null || channel.passed(nowNanos)) {
      return drop(RelayCounter.DROPPED_NO_CHANNEL);
    }
    if (!passes(channel.permission, channel.peer.getPort(), nowNanos)) {
      return drop(RelayCounter.DROPPED_NO_PERMISSION);
    }
    out.high = channel.ip.high();
    out.low = channel.ip.low();
    out.port = channel.peer.getPort();
    out.offset = ClientFraming.CHANNEL_HEADER;
    out.length = content.getUnsignedShort(at + 2);
    out.dontFragment = false;
    return toPeer(allocation, nowNanos);
  }

  private @Nullable ToPeer toPeer(Allocation allocation, long nowNanos) {
    boolean v4 = out.high == 0 && out.low >>> 32 == 0xFFFF;
    Relay relay = allocation.relay(v4 ? AddressFamily.IPV4 : AddressFamily.IPV6);
    // RFC 6062 §4: data of a TCP allocation goes by connections of their own.
    if (relay == null || relay.protocol() != RelayProtocol.UDP) {
      return drop(RelayCounter.DROPPED_NO_PERMISSION);
    }
    if (!allocation.bandwidth.take(out.length, nowNanos) || !total.take(out.length, nowNanos)) {
      return drop(RelayCounter.DROPPED_BANDWIDTH);
    }
    out.relay = relay;
    allocation.bytesToPeer += out.length;
    counters.increment(RelayCounter.RELAYED_TO_PEER);
    counters.add(RelayCounter.BYTES_TO_PEER, out.length);
    return out;
  }

  @Nullable FiveTuple fromPeer(
      Relay relay, long high, long low, int port, ByteBuf content, long nowNanos) {
    if (!(relay.owner() instanceof Allocation allocation)
        || allocation.passed(nowNanos)
        || allocation.detached) {
      drop(RelayCounter.DROPPED_NO_ALLOCATION);
      return null;
    }
    ChannelBinding channel = allocation.channel(high, low, port);
    boolean bound = channel != null && !channel.passed(nowNanos);
    Permission permission =
        channel != null && bound ? channel.permission : allocation.permission(high, low);
    if (permission == null || !passes(permission, port, nowNanos)) {
      drop(RelayCounter.DROPPED_NO_PERMISSION);
      return null;
    }
    int length = content.readableBytes();
    if (!allocation.bandwidth.take(length, nowNanos) || !total.take(length, nowNanos)) {
      drop(RelayCounter.DROPPED_BANDWIDTH);
      return null;
    }
    if (channel != null && bound) {
      ClientFraming.channelData(content, channel.number, allocation.client.transport().stream);
    } else {
      framing.dataIndication(content, high, low, port);
    }
    allocation.bytesToClient += length;
    counters.increment(RelayCounter.RELAYED_TO_CLIENT);
    counters.add(RelayCounter.BYTES_TO_CLIENT, length);
    return allocation.client;
  }

  boolean passes(Permission permission, int port, long nowNanos) {
    return !permission.passed(nowNanos)
        && (!permission.servedPortsOnly
            || served.serves(
                permission.allocation.protocol(),
                permission.peer.high(),
                permission.peer.low(),
                port));
  }

  private @Nullable ToPeer drop(RelayCounter counter) {
    counters.increment(counter);
    return null;
  }
}
