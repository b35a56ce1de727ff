package org.parley.media.transport;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/** A channel as one loop writes to it. */
final class Outlet {
  private final Channel channel;
  private final List<UdpRoute> holding = new ArrayList<>();
  private boolean unflushed;

  Outlet(Channel channel) {
    this.channel = channel;
  }

  boolean writable() {
    return channel.isWritable();
  }

  void write(Object message, LoopTraffic traffic) {
    channel.write(message, channel.voidPromise());
    needsFlush(traffic);
  }

  /** The route has packets that it writes at the flush, as one where that can be. */
  void hold(UdpRoute route, LoopTraffic traffic) {
    holding.add(route);
    needsFlush(traffic);
  }

  private void needsFlush(LoopTraffic traffic) {
    if (!unflushed) {
      unflushed = true;
      traffic.needsFlush(this);
    }
  }

  void flush() {
    for (int i = 0; i < holding.size(); i++) {
      holding.get(i).writeHeld();
    }
    holding.clear();
    unflushed = false;
    channel.flush();
  }
}
