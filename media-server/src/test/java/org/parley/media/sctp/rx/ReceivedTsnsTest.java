package org.parley.media.sctp.rx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReceivedTsnsTest {
  private static final int INITIAL = -3_000;

  /** Against a plain set of numbers, over the wrap of TSNs. */
  @Test
  void knowsWhatHasCome() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ReceivedTsns tsns = new ReceivedTsns(INITIAL);
      TreeSet<Long> beyond = new TreeSet<>();
      long first = tsns.cumulative();
      long cumulative = first;
      int spread = 1 + random.nextInt(seed % 10 == 0 ? 60_000 : 3_000);
      for (int i = 0; i < 3_000; i++) {
        long tsn = cumulative - 5 + random.nextInt(spread + 10);
        boolean known = tsn <= cumulative || beyond.contains(tsn);
        assertEquals(tsn, tsns.unwrap((int) tsn));
        assertEquals(known, tsns.contains(tsn), "seed " + seed);
        if (random.nextInt(50) == 0 && tsn > cumulative) {
          tsns.skipTo(tsn);
          beyond.headSet(tsn, true).clear();
          cumulative = tsn;
        } else if (!known) {
          tsns.add(tsn);
          beyond.add(tsn);
        }
        while (beyond.remove(cumulative + 1)) {
          cumulative++;
        }
        assertEquals(cumulative, tsns.cumulative(), "seed " + seed);
        assertEquals(beyond.isEmpty() ? cumulative : beyond.last(), tsns.highest());
        if (i % 100 == 0) {
          assertEquals(sack(cumulative, beyond), sack(tsns), "seed " + seed);
        }
      }
    }
  }

  private static String sack(long cumulative, SortedSet<Long> beyond) {
    StringBuilder text = new StringBuilder().append((int) cumulative);
    long start = -1;
    long end = -1;
    for (long tsn : beyond) {
      if (tsn != end + 1) {
        text.append(start < 0 ? "" : " " + (start - cumulative) + "-" + (end - cumulative));
        start = tsn;
      }
      end = tsn;
    }
    return text.append(start < 0 ? "" : " " + (start - cumulative) + "-" + (end - cumulative))
        .toString();
  }

  private static String sack(ReceivedTsns tsns) {
    ByteBuf out = Unpooled.buffer();
    tsns.writeSack(out, 1, 0xFFFF);
    StringBuilder text = new StringBuilder().append(out.getInt(4));
    for (int i = 0; i < out.getUnsignedShort(12); i++) {
      text.append(" ").append(out.getUnsignedShort(16 + 4 * i));
      text.append("-").append(out.getUnsignedShort(18 + 4 * i));
    }
    return text.toString();
  }

  @Test
  void keepsToTheRoomOfThePacket() {
    ReceivedTsns tsns = new ReceivedTsns(INITIAL);
    for (int i = 2; i < 1_000; i += 2) {
      tsns.add(tsns.cumulative() + i);
    }
    tsns.addDuplicate(INITIAL);
    ByteBuf out = Unpooled.buffer();
    tsns.writeSack(out, 1, 100);
    assertEquals(100, out.readableBytes());
    assertEquals(100, out.getUnsignedShort(2));
    assertEquals(21, out.getUnsignedShort(12));
    assertEquals(0, out.getUnsignedShort(14));
  }
}
