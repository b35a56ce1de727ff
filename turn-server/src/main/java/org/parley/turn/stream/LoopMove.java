package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.parley.net.loop.NetworkLoop;

/** Moves an open connection to another event loop, and keeps what it has read meanwhile. */
final class LoopMove extends ChannelInboundHandlerAdapter {
  private final NetworkLoop target;
  private final Supplier<? extends ChannelHandler> arrival;
  private final Runnable lost;
  private final List<ByteBuf> early = new ArrayList<>();
  private boolean arrived;
  private boolean abandoned;

  private LoopMove(NetworkLoop target, Supplier<? extends ChannelHandler> arrival, Runnable lost) {
    this.target = target;
    this.arrival = arrival;
    this.lost = lost;
  }

  /**
   * @param early what was read before
   * @param arrival makes the last handler, on the new loop
   * @param lost called instead if the connection did not get there
   */
  static void move(
      Channel channel,
      NetworkLoop target,
      List<ByteBuf> early,
      Supplier<? extends ChannelHandler> arrival,
      Runnable lost) {
    channel.config().setAutoRead(false);
    LoopMove move = new LoopMove(target, arrival, lost);
    move.early.addAll(early);
    channel.pipeline().addLast(move);
    // After this read: TLS may still have bytes to hand on.
    channel.eventLoop().execute(() -> move.leave(channel));
  }

  private void leave(Channel channel) {
    if (channel.eventLoop() == target.eventLoop()) {
      arrive(channel);
      return;
    }
    channel
        .deregister()
        .addListener(
            left -> {
              if (left.isSuccess()) {
                target
                    .eventLoop()
                    .register(channel)
                    .addListener(
                        joined -> {
                          if (joined.isSuccess()) {
                            arrive(channel);
                          } else {
                            abandon();
                            channel.close();
                          }
                        });
              } else {
                abandon();
                channel.close();
              }
            });
  }

  private void arrive(Channel channel) {
    if (!channel.isActive()) {
      channel.close();
      return;
    }
    arrived = true;
    channel.pipeline().addLast(arrival.get());
    channel.pipeline().remove(this);
    channel.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof ByteBuf bytes) {
      early.add(bytes);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (arrived) {
      early.forEach(context::fireChannelRead);
      context.fireChannelReadComplete();
      early.clear();
    } else {
      abandon();
    }
  }

  private void abandon() {
    if (!abandoned) {
      abandoned = true;
      early.forEach(ByteBuf::release);
      early.clear();
      lost.run();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Faults.report(context.channel(), cause);
    context.close();
  }
}
