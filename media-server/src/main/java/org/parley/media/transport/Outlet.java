package org.parley.media.transport;

import io.netty.channel.Channel;

/** A channel as one loop writes to it. */
final class Outlet {
  private final Channel channel;
  private boolean unflushed;

  Outlet(Channel channel) {
    this.channel = channel;
  }

  boolean writable() {
    return channel.isWritable();
  }

  void write(Object message, LoopTraffic traffic) {
    channel.write(message, channel.voidPromise());
    if (!unflushed) {
      unflushed = true;
      traffic.needsFlush(this);
    }
  }

  void flush() {
    unflushed = false;
    channel.flush();
  }
}
