package org.parley.media.receive;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When the packets of one transport arrived, by transport-wide sequence number, until the next
 * feedback tells the sender (draft-holmer-rmcat-transport-wide-cc-extensions-01).
 */
public final class ArrivalRecorder {
  static final int WINDOW = 2048;

  private final long[] arrivals = new long[WINDOW];
  private final boolean[] present = new boolean[WINDOW];
  private long base = -1;
  private long end = -1;

  /**
   * @param sequence unwrapped transport-wide sequence number
   */
  public void onPacket(long sequence, long nowNanos) {
    if (base < 0) {
      base = sequence;
      end = sequence;
    }
    if (sequence < base) {
      if (end - sequence > WINDOW) {
        return;
      }
      // Reordered across a feedback: the next one begins earlier, as receivers are free to do.
      base = sequence;
    }
    if (sequence - base >= WINDOW) {
      // Nobody took feedback for a whole window or the sender jumped: start afresh.
      Arrays.fill(present, false);
      base = sequence;
      end = sequence;
    }
    int index = (int) (sequence & (WINDOW - 1));
    arrivals[index] = nowNanos;
    present[index] = true;
    end = Math.max(end, sequence + 1);
  }

  /**
   * Takes what arrived since the last call.
   *
   * @return null when nothing did
   */
  public @Nullable Batch take() {
    if (base == end) {
      return null;
    }
    int count = (int) (end - base);
    long[] times = new long[count];
    boolean[] received = new boolean[count];
    for (int i = 0; i < count; i++) {
      int index = (int) ((base + i) & (WINDOW - 1));
      received[i] = present[index];
      times[i] = arrivals[index];
      present[index] = false;
    }
    Batch batch = new Batch((int) base & 0xFFFF, received, times);
    base = end;
    return batch;
  }

  /**
   * @param baseSequence 16 bits; of the first entry
   * @param arrivalNanos meaningful where {@code received}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to the writer, never compared
  public record Batch(int baseSequence, boolean[] received, long[] arrivalNanos) {}
}
