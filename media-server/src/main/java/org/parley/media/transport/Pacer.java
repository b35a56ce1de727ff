package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Spreads a burst to one address over some milliseconds, so that the queue of a narrow link on the
 * way survives it. What an ordinary frame needs leaves at once; of a keyframe the rest is held, and
 * a part of it leaves with each step of the loop's timer, which runs only while something is held.
 */
final class Pacer {
  /** Time between two steps. */
  static final long STEP_NANOS = 1_000_000;

  /** Leaves at once after a pause: some 27 packets of full size. */
  static final int BURST_BYTES = 32_000;

  /** Earned with each step's time: 100 Mbit/s. */
  static final int BYTES_PER_STEP = 12_500;

  /** What is held leaves in some eight steps, however much it is. */
  private static final int STEPS = 8;

  /** Beyond this, packets are dropped. */
  static final int MAX_HELD_BYTES = 1 << 20;

  /** Packets of one size, the last perhaps shorter; owned by the pacer. */
  record Run(ByteBuf packets, int segmentSize) {}

  private final Queue<Run> held = new ArrayDeque<>(0);
  private int heldBytes;
  private int share;
  private long credit = BURST_BYTES;
  private long creditNanos;
  private boolean started;

  /**
   * Takes a run's bytes from the credit.
   *
   * @return how many of them may leave now, in whole segments; the rest is to be held
   */
  int admit(int length, int segmentSize, long nowNanos) {
    if (!held.isEmpty()) {
      return 0;
    }
    earn(nowNanos);
    if (length <= credit) {
      credit -= length;
      return length;
    }
    // A last long packet of a step may have left less than nothing.
    int admitted = (int) (Math.max(0, credit) / segmentSize) * segmentSize;
    credit -= admitted;
    return admitted;
  }

  private void earn(long nowNanos) {
    if (!started) {
      started = true;
      creditNanos = nowNanos;
    }
    long earned = (nowNanos - creditNanos) * BYTES_PER_STEP / STEP_NANOS;
    if (earned > 0) {
      creditNanos = nowNanos;
      credit = Math.min(BURST_BYTES, credit + earned);
    }
  }

  /**
   * Keeps what was not admitted.
   *
   * @return false when there is no room; the run is still the caller's then
   */
  boolean hold(Run run) {
    int length = run.packets().readableBytes();
    if (heldBytes + length > MAX_HELD_BYTES) {
      return false;
    }
    held.add(run);
    heldBytes += length;
    share = Math.max(BYTES_PER_STEP, heldBytes / STEPS);
    return true;
  }

  /** Begins a step. */
  void step(long nowNanos) {
    creditNanos = nowNanos;
    credit = share;
  }

  /** The next run of this step, or null when the step's share has left. The caller owns it. */
  @Nullable Run next() {
    Run run = credit > 0 ? held.peek() : null;
    if (run == null) {
      return null;
    }
    ByteBuf packets = run.packets();
    int length = packets.readableBytes();
    int segments = (int) Math.max(1, credit / run.segmentSize());
    int part = Math.min(length, segments * run.segmentSize());
    credit -= part;
    heldBytes -= part;
    if (part == length) {
      held.remove();
      return run;
    }
    return new Run(packets.readRetainedSlice(part), run.segmentSize());
  }

  int heldBytes() {
    return heldBytes;
  }

  void clear() {
    for (Run run : held) {
      run.packets().release();
    }
    held.clear();
    heldBytes = 0;
  }
}
