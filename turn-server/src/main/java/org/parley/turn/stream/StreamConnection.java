package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.turn.link.ClientLink;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.relay.FiveTuple;
import org.parley.turn.relay.Transport;

/** A client on a stream, with TLS or without: the last handler of its channel. */
final class StreamConnection extends ChannelInboundHandlerAdapter
    implements ClientLink, StreamCutter.Sink {
  /** ChannelData and Send indications carry at most what a UDP datagram can. */
  private static final int MAX_MESSAGE = 65_536 + 64;

  private static final int FIRST_OUT = 2_048;

  private final StreamLoop home;
  private final Channel channel;
  private final FiveTuple client;
  private final IpAddress address;
  private final InetAddress local;
  private final StreamCutter cutter;

  private @Nullable ByteBuf out;
  private long heardNanos;
  private boolean proven;
  private boolean ended;

  StreamConnection(
      StreamLoop home, Channel channel, Transport transport, InetSocketAddress remote) {
    this.home = home;
    this.channel = channel;
    this.client = new FiveTuple(transport, home.intake.nextSocket(), remote);
    this.address = IpAddress.of(remote.getAddress());
    this.local = ((InetSocketAddress) channel.localAddress()).getAddress();
    this.cutter = new StreamCutter(channel.alloc(), this);
    this.heardNanos = home.loop.refresh();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    home.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (ended || !(message instanceof ByteBuf piece)) {
      ReferenceCountUtil.release(message);
      return;
    }
    heardNanos = home.loop.nowNanos();
    if (!cutter.feed(piece)) {
      end(StreamCounter.CLOSED_MALFORMED);
    }
  }

  @Override
  public void onMessage(ByteBuf message) {
    home.intake.onPacket(this, message);
  }

  /**
   * RFC 8656 §12.6 has ChannelData without an allocation discarded, and the stream goes on. Text of
   * other protocols looks like ChannelData of 8 KB and more, which is over the first limit.
   */
  @Override
  public int limit() {
    return proven() ? MAX_MESSAGE : home.shared.limits().unprovenMessage();
  }

  @Override
  public void hold(ByteBuf pieces) {
    home.intake.releaseLater(pieces);
  }

  @Override
  public boolean ended() {
    return ended;
  }

  /** Whether there is an allocation or was one. */
  private boolean proven() {
    if (!proven && home.intake.hasAllocation(this)) {
      proven = true;
      home.shared.admission().prove(client.client().getAddress());
    }
    return proven;
  }

  void look(long nowNanos) {
    if (nowNanos - heardNanos > home.shared.limits().silence().toNanos()
        && !home.intake.hasAllocation(this)) {
      end(StreamCounter.CLOSED_SILENT);
    } else {
      proven();
    }
  }

  @Override
  public FiveTuple client() {
    return client;
  }

  @Override
  public InetAddress local() {
    return local;
  }

  @Override
  public long high() {
    return address.high();
  }

  @Override
  public long low() {
    return address.low();
  }

  @Override
  public int port() {
    return client.client().getPort();
  }

  @Override
  public void sendData(ByteBuf framed) {
    int length = framed.readableBytes();
    if (takes(length)) {
      gather(length).writeBytes(framed, framed.readerIndex(), length);
    }
  }

  @Override
  public void sendMessage(byte[] message) {
    if (takes(message.length)) {
      gather(message.length).writeBytes(message);
    }
  }

  /** A client that does not read loses whole messages, so that the stream can go on. */
  private boolean takes(int length) {
    ByteBuf gathered = out;
    long waiting = length + (gathered == null ? 0 : gathered.readableBytes());
    if (channel.isWritable() && waiting <= channel.bytesBeforeUnwritable()) {
      return true;
    }
    home.shared.counters().increment(StreamCounter.DROPPED_UNREAD);
    return false;
  }

  private ByteBuf gather(int length) {
    ByteBuf gathered = out;
    if (gathered == null) {
      int room = Math.max(FIRST_OUT, length);
      // The JDK's TLS works on arrays.
      gathered =
          client.transport() == Transport.TLS
              ? channel.alloc().heapBuffer(room)
              : channel.alloc().directBuffer(room);
      out = gathered;
    }
    return gathered;
  }

  @Override
  public void flush() {
    ByteBuf gathered = out;
    if (gathered != null) {
      out = null;
      channel.writeAndFlush(gathered, channel.voidPromise());
    }
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      flush();
      channel.close();
    }
  }

  private void end(StreamCounter why) {
    home.shared.counters().increment(why);
    close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    ended = true;
    home.remove(this);
    cutter.release();
    ByteBuf gathered = out;
    if (gathered != null) {
      out = null;
      gathered.release();
    }
    home.shared.admission().leave(client.client().getAddress(), proven);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.report(channel, cause);
    ended = true;
    channel.close();
  }
}
