package org.parley.net.passage;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.RemoteAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Packets on their way from one loop to another; belongs to one of them at a time. */
final class Parcel {
  static final int MAX_PACKETS = 64;

  /** Small, as most wake-ups have few packets: so that many are on their way to a busy loop. */
  private static final int BYTES = 16 << 10;

  private static final Logger LOG = LoggerFactory.getLogger(Parcel.class);

  private final Carrier source;
  private final ByteBuf bytes = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES)).clear();
  private final @Nullable Doorway[] doorways = new @Nullable Doorway[MAX_PACKETS];
  private final RemoteAddress[] from = new RemoteAddress[MAX_PACKETS];
  private final int[] starts = new int[MAX_PACKETS];
  private final int[] ends = new int[MAX_PACKETS];
  private final Runnable delivery = this::deliver;
  private final Runnable giveBack = this::giveBack;
  private Landing target;

  /** Of those that are idle; the carrier's. */
  @Nullable Parcel next;

  private int size;
  private int used;
  private long faults;

  Parcel(Carrier source, Landing target) {
    this.source = source;
    this.target = target;
    for (int i = 0; i < MAX_PACKETS; i++) {
      from[i] = new RemoteAddress();
    }
  }

  void to(Landing landing) {
    target = landing;
  }

  Landing target() {
    return target;
  }

  boolean takes(int length) {
    int room = target.room().headroom() + length + target.room().tailroom();
    return size < MAX_PACKETS && room <= BYTES - used;
  }

  /** Copies a packet for which there is room. */
  void add(Doorway to, RemoteAddress source, ByteBuf content, int offset, int length) {
    int start = used + target.room().headroom();
    bytes.setBytes(start, content, offset, length);
    doorways[size] = to;
    from[size].set(source.high(), source.low(), source.port(), source.scope());
    starts[size] = start;
    ends[size++] = start + length;
    used = start + length + target.room().tailroom();
  }

  void post() {
    try {
      target.execute(delivery);
    } catch (RejectedExecutionException e) {
      LOG.debug("packets came after the end of their loop", e);
      giveBack();
    }
  }

  private void deliver() {
    target.begin();
    for (int i = 0; i < size; i++) {
      Doorway doorway = doorways[i];
      if (doorway != null) {
        deliver(doorway, from[i], bytes.setIndex(starts[i], ends[i]));
      }
    }
    target.end();
    // What began the wake-up has posted its end before: by then the bytes have been sent.
    try {
      target.execute(giveBack);
    } catch (RejectedExecutionException e) {
      LOG.debug("a loop ended with packets of another", e);
      giveBack();
    }
  }

  /** The others are delivered all the same; the log hears of 1, 2, 4, 8 ... */
  private void deliver(Doorway to, RemoteAddress source, ByteBuf content) {
    try {
      to.onPacket(source, content);
    } catch (RuntimeException e) {
      faults++;
      if (Long.bitCount(faults) == 1) {
        LOG.error("a packet met a fault of ours, the {}. one; it was dropped", faults, e);
      }
    }
  }

  /** Nothing that is gone is kept from being collected. */
  private void giveBack() {
    for (int i = 0; i < size; i++) {
      doorways[i] = null;
    }
    size = 0;
    used = 0;
    source.takeBack(this);
  }
}
