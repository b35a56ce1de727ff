package org.parley.net.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostedBatchTest {
  private static final int ROOM = 8;

  private final ArrayDeque<Runnable> target = new ArrayDeque<>();
  private final List<Integer> arrived = new ArrayList<>();
  private final Queue<Numbers> idle = new ConcurrentLinkedQueue<>();

  private final class Numbers extends PostedBatch {
    final List<Integer> held = new ArrayList<>(ROOM);

    @Override
    protected void take() {
      arrived.addAll(held);
      held.clear();
    }

    @Override
    protected void giveBack() {
      idle.add(this);
    }
  }

  private Numbers posted(int number) {
    Numbers batch = new Numbers();
    batch.held.add(number);
    batch.post(target::add);
    return batch;
  }

  @Test
  void isTakenOnce() {
    Numbers batch = posted(1);
    target.remove().run();
    assertEquals(List.of(1), arrived);
    assertEquals(batch, idle.remove());
    assertFalse(batch.reopen(), "it is the source's anyway");
    batch.held.add(2);
    batch.post(target::add);
    target.remove().run();
    assertEquals(List.of(1, 2), arrived);
  }

  @Test
  void takesMoreBeforeItsTurn() {
    Numbers batch = posted(1);
    assertTrue(batch.reopen());
    batch.held.add(2);
    batch.post(target::add);
    assertEquals(1, target.size(), "it waits in its place");
    target.remove().run();
    assertEquals(List.of(1, 2), arrived);
  }

  @Test
  void comesLaterIfItsTurnIsMissed() {
    Numbers batch = posted(1);
    assertTrue(batch.reopen());
    target.remove().run();
    assertEquals(List.of(), arrived, "the source has it");
    assertFalse(batch.reopen());
    batch.held.add(2);
    batch.post(target::add);
    target.remove().run();
    assertEquals(List.of(1, 2), arrived);
    assertEquals(1, idle.size());
  }

  @Test
  void nothingIsLostOrOutOfOrderBetweenTwoThreads() throws InterruptedException {
    int count = 200_000;
    try (ExecutorService loop = Executors.newSingleThreadExecutor()) {
      @Nullable Numbers last = null;
      for (int i = 0; i < count; i++) {
        if (last == null || !last.reopen()) {
          last = next();
        } else if (last.held.size() == ROOM) {
          last.post(loop);
          last = next();
        }
        last.held.add(i);
        last.post(loop);
      }
      loop.shutdown();
      assertTrue(loop.awaitTermination(60, TimeUnit.SECONDS));
    }
    assertEquals(IntStream.range(0, count).boxed().toList(), arrived);
  }

  private Numbers next() {
    Numbers batch = idle.poll();
    return batch == null ? new Numbers() : batch;
  }
}
