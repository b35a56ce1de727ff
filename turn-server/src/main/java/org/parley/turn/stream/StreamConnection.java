package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
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
  private boolean feeding;

  /** Whether it goes on being counted when this handler leaves. */
  private boolean kept;

  private boolean ended;

  /** What follows this handler, once it is to leave; the bytes are for that. */
  private @Nullable Departure departure;

  private final List<ByteBuf> unread = new ArrayList<>();

  private sealed interface Departure {}

  /** To the loop of the core that a message names. */
  private record Moving(StreamLoop target) implements Departure {}

  private record Splicing(SpliceEnd end, Runnable then) implements Departure {}

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
    feeding = true;
    boolean whole = cutter.feed(piece);
    feeding = false;
    if (!whole) {
      end(StreamCounter.CLOSED_MALFORMED);
    } else if (departure != null) {
      depart();
    }
  }

  @Override
  public void onMessage(ByteBuf message) {
    StreamLoop owner = proven ? null : home.shared.owner(message);
    if (owner == null || owner.equals(home)) {
      home.intake.onPacket(this, message);
    } else {
      unread.add(message.copy());
      departure = new Moving(owner);
    }
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
    if (departure != null && pieces.isReadable()) {
      unread.add(pieces.retainedSlice());
    }
    home.intake.releaseLater(pieces);
  }

  @Override
  public boolean ended() {
    return ended || departure != null;
  }

  Channel channel() {
    return channel;
  }

  /**
   * Makes room for {@code end}, with what this connection has read and not used.
   *
   * @param then run when {@code end} has begun
   */
  void leaveTurn(SpliceEnd end, Runnable then) {
    departure = new Splicing(end, then);
    if (!feeding) {
      depart();
    }
  }

  private void depart() {
    Departure way = departure;
    if (way == null || ended) {
      return;
    }
    flush();
    ended = true;
    InetSocketAddress remote = client.client();
    StreamAdmission admission = home.shared.admission();
    switch (way) {
      case Moving(StreamLoop target) -> {
        kept = true;
        List<ByteBuf> early = List.copyOf(unread);
        unread.clear();
        LoopMove.move(
            channel,
            target.loop,
            early,
            () -> new StreamConnection(target, channel, client.transport(), remote),
            () -> admission.leave(remote.getAddress(), false));
        channel.pipeline().remove(this);
      }
      case Splicing(SpliceEnd end, Runnable then) -> {
        kept = true;
        if (!proven) {
          admission.prove(remote.getAddress());
        }
        channel.closeFuture().addListener(_ -> admission.leave(remote.getAddress(), true));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(end);
        ChannelHandlerContext here = pipeline.context(this);
        unread.forEach(here::fireChannelRead);
        unread.clear();
        here.fireChannelReadComplete();
        pipeline.remove(this);
        end.start();
        then.run();
      }
    }
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
    unread.forEach(ByteBuf::release);
    unread.clear();
    if (!kept) {
      home.shared.admission().leave(client.client().getAddress(), proven);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.report(channel, cause);
    ended = true;
    channel.close();
  }
}
