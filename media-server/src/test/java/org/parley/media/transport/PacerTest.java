package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final int SIZE = 1000;
  private static final long STEP = Pacer.STEP_NANOS;
  private static final int BURST = Pacer.BURST_BYTES / SIZE;

  private final Pacer pacer = new Pacer();

  private static Pacer.Run run(int packets) {
    ByteBuf bytes = Unpooled.buffer(packets * SIZE);
    for (int i = 0; i < packets; i++) {
      bytes.writeInt(i).writeZero(SIZE - 4);
    }
    return new Pacer.Run(bytes, SIZE);
  }

  /** Steps until nothing is held: how many packets left with each, in their order. */
  private int[] drain(long fromNanos) {
    int[] counts = new int[32];
    int next = 0;
    for (int step = 0; pacer.heldBytes() > 0; step++) {
      pacer.step(fromNanos + (step + 1) * STEP);
      for (Pacer.Run run = pacer.next(); run != null; run = pacer.next()) {
        ByteBuf packets = run.packets();
        while (packets.isReadable()) {
          assertEquals(next++, packets.readInt());
          packets.skipBytes(SIZE - 4);
          counts[step]++;
        }
        packets.release();
      }
    }
    return counts;
  }

  @Test
  void framesOfAnOrdinaryVideoLeaveAtOnce() {
    for (int frame = 0; frame < 100; frame++) {
      assertEquals(10 * SIZE, pacer.admit(10 * SIZE, SIZE, frame * 33 * STEP));
    }
  }

  @Test
  void aKeyframeIsSpreadOverSomeMilliseconds() {
    int packets = 200;
    int admitted = pacer.admit(packets * SIZE, SIZE, 0);
    assertEquals(BURST * SIZE, admitted);
    assertTrue(pacer.hold(run(packets - BURST)));
    int[] counts = drain(0);
    assertEquals(21, counts[0]);
    assertEquals(21, counts[6]);
    assertEquals(0, counts[8]);
  }

  @Test
  void theLastPacketsOfALittleBurstLeaveWithTheFirstStep() {
    assertEquals(BURST * SIZE, pacer.admit((BURST + 3) * SIZE, SIZE, 0));
    assertTrue(pacer.hold(run(3)));
    assertEquals(3, drain(0)[0]);
    assertNull(pacer.next());
  }

  @Test
  void nothingOvertakesWhatIsHeld() {
    pacer.admit(100 * SIZE, SIZE, 0);
    assertTrue(pacer.hold(run(60)));
    assertEquals(0, pacer.admit(SIZE, SIZE, 5 * STEP));
  }

  @Test
  void aDebtAdmitsNothing() {
    pacer.admit(Pacer.BURST_BYTES, SIZE, 0);
    // A step's last packet may take more than is left of its share.
    assertTrue(pacer.hold(run(13)));
    pacer.step(STEP);
    for (Pacer.Run run = pacer.next(); run != null; run = pacer.next()) {
      run.packets().release();
    }
    assertEquals(0, pacer.heldBytes());
    assertEquals(0, pacer.admit(500, 50, STEP));
  }

  @Test
  void creditIsEarnedWithTime() {
    assertEquals(BURST * SIZE, pacer.admit(BURST * SIZE, SIZE, 0));
    assertEquals(12 * SIZE, pacer.admit(20 * SIZE, SIZE, STEP));
  }

  @Test
  void whatIsHeldIsBounded() {
    pacer.admit(Pacer.BURST_BYTES, SIZE, 0);
    int most = Pacer.MAX_HELD_BYTES / SIZE;
    assertTrue(pacer.hold(run(most)));
    assertFalse(pacer.hold(run(most)));
    pacer.clear();
    assertEquals(0, pacer.heldBytes());
  }
}
