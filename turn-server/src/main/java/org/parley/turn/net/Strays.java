package org.parley.turn.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.parley.net.udp.RemoteAddress;

/**
 * Packets of clients that the system gave to another loop than the one that has their allocation:
 * copied, and handed over in one piece for each wake-up. Belongs to the loop that got them.
 */
final class Strays {
  /** More in one wake-up are lost, as they would be at a full socket. */
  private static final int MAX_PACKETS = 512;

  private record Stray(int socket, RemoteAddress from, ByteBuf content) {}

  private final List<TurnLoop> loops;
  private final List<List<Stray>> waiting = new ArrayList<>();
  private boolean any;

  Strays(List<TurnLoop> loops) {
    this.loops = loops;
    loops.forEach(_ -> waiting.add(new ArrayList<>()));
  }

  /**
   * @return false if there are too many
   */
  boolean add(TurnLoop owner, int socket, RemoteAddress from, ByteBuf content) {
    List<Stray> batch = waiting.get(owner.index());
    if (batch.size() == MAX_PACKETS) {
      return false;
    }
    int length = content.readableBytes();
    ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(Math.max(1, length));
    copy.writeBytes(content, content.readerIndex(), length);
    batch.add(new Stray(socket, from.copy(), copy));
    any = true;
    return true;
  }

  void handOver() {
    if (!any) {
      return;
    }
    any = false;
    for (int i = 0; i < waiting.size(); i++) {
      if (!waiting.get(i).isEmpty()) {
        List<Stray> batch = waiting.set(i, new ArrayList<>());
        TurnLoop owner = loops.get(i);
        owner.post(() -> take(owner, batch), () -> batch.forEach(s -> s.content().release()));
      }
    }
  }

  private static void take(TurnLoop owner, List<Stray> batch) {
    for (Stray stray : batch) {
      owner.ports().onStray(stray.socket(), stray.from(), stray.content());
    }
  }
}
