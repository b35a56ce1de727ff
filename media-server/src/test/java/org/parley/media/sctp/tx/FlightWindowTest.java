package org.parley.media.sctp.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlightWindowTest {
  private static final SentChunk.State[] STATES = SentChunk.State.values();

  private static int next(List<SentChunk.State> states, int from, int to, boolean flying) {
    for (int i = from; i < to; i++) {
      SentChunk.State state = states.get(i);
      boolean found =
          state == SentChunk.State.IN_FLIGHT
              || (!flying && (state == SentChunk.State.LOST || state == SentChunk.State.OVERDUE));
      if (found) {
        return i;
      }
    }
    return to;
  }

  /** Against a plain list, while the ring turns, grows and begins anew. */
  @Test
  void findsChunksByTheirStates() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      FlightWindow window = new FlightWindow(-50);
      List<SentChunk.State> states = new ArrayList<>();
      int most = 1 + random.nextInt(1_500);
      boolean filling = true;
      for (int step = 0; step < 6_000; step++) {
        filling = states.isEmpty() || (filling && states.size() < most);
        if (filling) {
          SentChunk.State state = STATES[random.nextInt(STATES.length)];
          window.become(window.append(), state);
          states.add(state);
        } else if (random.nextInt(3) > 0) {
          window.become(window.get(0), SentChunk.State.ACKNOWLEDGED);
          window.removeFirst();
          states.removeFirst();
        }
        if (!states.isEmpty()) {
          int index = random.nextInt(states.size());
          SentChunk.State state = STATES[random.nextInt(STATES.length)];
          window.become(window.get(index), state);
          states.set(index, state);
        }
        int from = random.nextInt(states.size() + 1);
        int to = from + random.nextInt(states.size() - from + 1);
        assertEquals(states.size(), window.size());
        assertEquals(next(states, from, states.size(), true), window.nextInFlight(from));
        assertEquals(next(states, from, to, false), window.nextUnsettled(from, to));
      }
    }
  }

  @Test
  void knowsWhatTheLastSackHasNamed() {
    NamedChunks named = new NamedChunks();
    named.begin(-3);
    for (int block = 0; block < 20; block++) {
      named.add(2 + 5 * block, 2 + 5 * block + block % 3);
    }
    for (int offset = -10; offset < 200; offset++) {
      int place = offset - 2;
      boolean inside = place >= 0 && place < 100 && place % 5 <= place / 5 % 3;
      assertEquals(inside, named.contains(-3 + offset), "offset " + offset);
    }
    named.begin(10);
    assertEquals(false, named.contains(12));
  }
}
