package org.parley.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.parley.net.benchmark.Measured;

/** Wrapping a packet, and looking for a header extension in it. */
public class RtpParseBenchmark extends Measured {
  private static final int LAST_ID = 5;

  @Param({"false", "true"})
  public boolean extensions;

  private final ByteBuf packet = Unpooled.directBuffer(1500);
  private final RtpPacket view = new RtpPacket();

  @Setup
  public void write() {
    HeaderExtensionWriter header = new HeaderExtensionWriter();
    header.begin(packet, false, true, 96, 1, 3000, 42);
    if (extensions) {
      header.addUnsignedByte(1, 0x31);
      header.addUnsigned24(2, 77);
      header.addUnsignedShort(3, 9);
      header.addUnsigned24(LAST_ID, 100);
    }
    header.finish();
    packet.writeZero(1150);
  }

  @Benchmark
  public int wrap() {
    return view.wrap(packet) ? view.sequenceNumber() + view.payloadLength() : -1;
  }

  @Benchmark
  public long wrapAndFind() {
    return view.wrap(packet) ? view.findExtension(LAST_ID) : -1;
  }
}
