package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SourceTableTest {
  @Test
  void findsWhatWasAddedAndNothingElse() {
    Random random = new Random(1);
    SourceTable table = new SourceTable(1024);
    Map<Integer, ReplayWindow> added = new HashMap<>();
    while (!table.isFull()) {
      // Zero and its neighbours, then random ones.
      int ssrc = added.size() < 100 ? added.size() : random.nextInt();
      if (!added.containsKey(ssrc)) {
        assertNull(table.find(ssrc));
        added.put(ssrc, table.add(ssrc));
      }
    }
    assertEquals(1024, table.size());
    added.forEach((ssrc, window) -> assertSame(window, table.find(ssrc)));
    random
        .ints(1_000)
        .filter(ssrc -> !added.containsKey(ssrc))
        .forEach(ssrc -> assertNull(table.find(ssrc)));
  }
}
