package org.parley.media.send;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.parley.net.benchmark.Measured;

/** A slot writes a packet of VP8 as its own: header, extensions, payload, picture counters. */
public class RewriteBenchmark extends Measured {
  @Param({"false", "true"})
  public boolean extensions;

  private final PlainOutlet outlet = new PlainOutlet();
  private Slot slot;
  private SourcePacket[] frame;

  @Setup
  public void begin() {
    slot = new Camera(extensions, (_, _, _, _) -> {}).slots(1, outlet)[0];
    frame = Camera.sources(extensions, slot);
    rewrite();
    if (outlet.packets() != 1 + Camera.FRAME) {
      throw new IllegalStateException("sent " + outlet.packets());
    }
  }

  @Benchmark
  @OperationsPerInvocation(Camera.FRAME)
  public long rewrite() {
    for (SourcePacket packet : frame) {
      slot.onPacket(packet, 0);
    }
    return outlet.packets();
  }
}
