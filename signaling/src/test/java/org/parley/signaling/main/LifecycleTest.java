package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifecycleTest {
  private final List<String> events = new ArrayList<>();

  @Test
  void drainsFirstAndStopsInReverseOrder() throws Exception {
    Lifecycle lifecycle = new Lifecycle(Duration.ofSeconds(30));
    lifecycle.onStop("media", () -> events.add("media"));
    lifecycle.onStop(
        "rooms",
        () -> {
          events.add("rooms");
          throw new IllegalStateException("does not keep the others from stopping");
        });
    lifecycle.onStop("door", () -> events.add("door"));
    lifecycle.onDrain(() -> events.add("drain"));
    lifecycle.drainUntil(() -> events.size() > 0);

    lifecycle.stop();
    lifecycle.stop();
    lifecycle.awaitStop();

    assertEquals(List.of("drain", "door", "rooms", "media"), events);
  }

  @Test
  void theDeadlineEndsTheWaiting() {
    Lifecycle lifecycle = new Lifecycle(Duration.ofMillis(50));
    lifecycle.onStop("media", () -> events.add("media"));
    lifecycle.drainUntil(() -> false);
    long began = System.nanoTime();

    lifecycle.stop();

    assertEquals(List.of("media"), events);
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(10).toNanos());
  }
}
