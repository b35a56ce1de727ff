package org.parley.media.receive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.parley.net.benchmark.Measured;

/** The cache for retransmissions: keeping a packet of 1,162 bytes, and finding one of the last. */
public class PacketHistoryBenchmark extends Measured {
  private static final int KEPT = 256;

  private final PacketHistory history = new PacketHistory();
  private final ByteBuf packet = Unpooled.directBuffer(1500).writeZero(1162);
  private final ByteBuf found = Unpooled.directBuffer(1500);
  private int sequence;

  @Setup
  public void fill() {
    for (int i = 0; i < KEPT; i++) {
      history.put(i, packet);
    }
  }

  @Benchmark
  public void put() {
    history.put(sequence++ & 0xFFFF, packet);
  }

  @Benchmark
  public boolean get() {
    found.clear();
    if (!history.get(sequence++ & (KEPT - 1), found)) {
      throw new IllegalStateException("the packet is gone");
    }
    return found.isReadable();
  }
}
