package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parley.media.testpeer.StunRequests;

class RecentChecksTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = Long.MAX_VALUE - 100 * SECOND;

  private record Known(StunMessage message, Pair pair, long nanos) {}

  private final RecentChecks recent = new RecentChecks();

  private static StunMessage message(int transaction) {
    byte[] id = ByteBuffer.allocate(12).putInt(transaction % 3).putInt(8, transaction / 3).array();
    return Objects.requireNonNull(
        StunMessage.parse(Unpooled.wrappedBuffer(StunRequests.check(id, "a:b", null, false))));
  }

  private static Pair pair(int port) {
    InetSocketAddress local = new InetSocketAddress("192.0.2.9", 10000);
    return new Pair(Pair.Transport.UDP, local, new InetSocketAddress("192.0.2.1", port));
  }

  /** Bursts and pauses, so that the ring wraps around, grows while wrapped and empties. */
  @Test
  void remembersWhatAListWould() {
    Random random = new Random(5);
    List<Known> model = new ArrayList<>();
    long now = START;
    int largest = 0;
    for (int i = 0; i < 1500; i++) {
      boolean burst = i / 150 % 2 == 1;
      now += random.nextLong(burst ? SECOND / 10 : 4 * SECOND);
      StunMessage message = message(i);
      assertNull(recent.pairOf(message, now));
      Known known = new Known(message, pair(1 + i), now);
      recent.add(message, known.pair(), now);
      model.add(known);
      largest = Math.max(largest, check(model, now));
    }
    assertTrue(largest > 100, "it has grown");
  }

  /** Returns how many are known still. */
  private int check(List<Known> model, long now) {
    int left = 0;
    for (Known known : model.subList(Math.max(0, model.size() - 300), model.size())) {
      boolean recently = now - known.nanos() <= 16 * SECOND;
      assertEquals(recently ? known.pair() : null, recent.pairOf(known.message(), now));
      left += recently ? 1 : 0;
    }
    return left;
  }

  @Test
  void isBoundedAndForgetsTheOldestFirst() {
    for (int i = 0; i < 1030; i++) {
      recent.add(message(i), pair(1 + i), START);
    }
    assertNull(recent.pairOf(message(5), START));
    assertEquals(pair(7), recent.pairOf(message(6), START));
    assertEquals(pair(1030), recent.pairOf(message(1029), START));
  }
}
