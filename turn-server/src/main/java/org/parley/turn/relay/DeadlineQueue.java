package org.parley.turn.relay;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap in which each deadline knows its place, so that moving one is cheap. */
final class DeadlineQueue {
  private @Nullable Deadline[] heap = new Deadline[16];
  private int size;

  int size() {
    return size;
  }

  @Nullable Deadline first() {
    return heap[0];
  }

  /** Adds the deadline, or moves it if it is in the queue. */
  void set(Deadline deadline, long at) {
    deadline.at = at;
    if (deadline.index == Deadline.NOT_QUEUED) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      place(deadline, size++);
    }
    settle(deadline);
  }

  void remove(Deadline deadline) {
    int hole = deadline.index;
    if (hole == Deadline.NOT_QUEUED) {
      return;
    }
    deadline.index = Deadline.NOT_QUEUED;
    Deadline last = heap[--size];
    heap[size] = null;
    if (last != null && last != deadline) {
      place(last, hole);
      settle(last);
    }
  }

  private void settle(Deadline deadline) {
    int at = deadline.index;
    Deadline parent = at == 0 ? null : heap[at - 1 >> 1];
    while (parent != null && deadline.at - parent.at < 0) {
      place(parent, at);
      at = at - 1 >> 1;
      parent = at == 0 ? null : heap[at - 1 >> 1];
    }
    for (int child = earlierChild(at); child < size; child = earlierChild(at)) {
      Deadline below = heap[child];
      if (below == null || below == deadline || below.at - deadline.at >= 0) {
        break;
      }
      place(below, at);
      at = child;
    }
    place(deadline, at);
  }

  private int earlierChild(int at) {
    int left = 2 * at + 1;
    if (left + 1 >= size) {
      return left;
    }
    Deadline a = heap[left];
    Deadline b = heap[left + 1];
    return a != null && b != null && b.at - a.at < 0 ? left + 1 : left;
  }

  private void place(Deadline deadline, int at) {
    heap[at] = deadline;
    deadline.index = at;
  }
}
