package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.StunMessage;
import org.parley.net.loop.PostedBatch;

/**
 * What one loop received for the peers of another: the system spreads remote addresses over the
 * loops' sockets without knowing where their peers live. One for each loop and batch, or for some
 * when the other loop is behind; goes back and is used again.
 */
final class Crossing extends PostedBatch {
  private static final int MAX_PACKETS = 64;
  private static final int BYTES = MAX_PACKETS * 1536;

  private final LoopTraffic source;
  private final ByteBuf bytes = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES)).clear();
  private final int[] ends = new int[MAX_PACKETS];
  private final @Nullable Route[] routes = new @Nullable Route[MAX_PACKETS];
  private final @Nullable PacketKind[] kinds = new @Nullable PacketKind[MAX_PACKETS];
  private final @Nullable StunMessage[] checks = new @Nullable StunMessage[MAX_PACKETS];
  private LoopTraffic target;
  private int size;

  Crossing(LoopTraffic source) {
    this.source = source;
    this.target = source;
  }

  Crossing to(LoopTraffic target) {
    this.target = target;
    return this;
  }

  LoopTraffic target() {
    return target;
  }

  int size() {
    return size;
  }

  boolean takes(int length) {
    return size < MAX_PACKETS && length <= BYTES - end();
  }

  private int end() {
    return size == 0 ? 0 : ends[size - 1];
  }

  /** Copies a packet for which there is room. */
  void add(Route route, PacketKind kind, ByteBuf content) {
    int start = end();
    int length = content.readableBytes();
    bytes.setBytes(start, content, content.readerIndex(), length);
    routes[size] = route;
    kinds[size] = kind;
    ends[size++] = start + length;
  }

  void add(Route route, StunMessage check) {
    routes[size] = route;
    checks[size] = check;
    ends[size] = end();
    size++;
  }

  @Override
  protected void take() {
    target.beginBatch();
    try {
      int start = 0;
      for (int i = 0; i < size; i++) {
        deliver(i, start);
        start = ends[i];
      }
    } finally {
      target.endBatch();
      clear();
    }
  }

  @Override
  protected void giveBack() {
    source.takeBack(this);
  }

  private void deliver(int index, int start) {
    Route route = routes[index];
    PacketKind kind = kinds[index];
    StunMessage check = checks[index];
    if (route == null) {
      return;
    }
    if (check != null) {
      target.receive(route, check);
    } else if (kind != null) {
      target.receive(route, kind, bytes.setIndex(start, ends[index]));
    }
  }

  /** Nothing that is gone is kept from being collected. */
  private void clear() {
    for (int i = 0; i < size; i++) {
      routes[i] = null;
      kinds[i] = null;
      checks[i] = null;
    }
    size = 0;
  }
}
