package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.parley.media.receive.PublisherClock;
import org.parley.media.rtp.RtpPacket;
import org.parley.net.benchmark.Measured;

/** A slot answers a NACK from the publisher's history. */
public class RetransmissionBenchmark extends Measured {
  /** Half of what was sent may be sent again. */
  private static final int FRAMES = 40;

  private static final int LOST = 150;

  private final PlainOutlet outlet = new PlainOutlet();
  private final SourcePacket source = new SourcePacket();
  private final SourcePacket again = new SourcePacket();
  private final RtpPacket rtp = new RtpPacket();
  private final ByteBuf scratch = Unpooled.directBuffer(2048);
  private Camera camera;
  private Slot slot;
  private int sequence;

  @Setup
  public void begin() {
    camera =
        new Camera(
            false,
            (_, layer, packet, nowNanos) -> {
              source.read(packet, layer);
              slot.onPacket(source, nowNanos);
              sequence = packet.sequenceNumber();
            });
    slot = camera.slots(1, outlet)[0];
    slot.assign(camera.track(), new PublisherClock(), 0);
    camera.keyframe(0);
  }

  @Setup(Level.Invocation)
  public void send() {
    for (int i = 0; i < FRAMES; i++) {
      camera.frame(0);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LOST)
  public void onNack() {
    for (int i = 0; i < LOST; i++) {
      Slot.Resend outcome = slot.onNack((sequence - i) & 0xFFFF, scratch, rtp, again, 0);
      if (outcome != Slot.Resend.SENT) {
        throw new IllegalStateException(i + " " + outcome);
      }
    }
  }
}
