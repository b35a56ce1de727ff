package org.parley.media.transport.srtp;

import org.jspecify.annotations.Nullable;

/**
 * Replay windows by SSRC: open addressing with linear probing, no boxing, no removal. A source is
 * never forgotten, because its packets could then be replayed.
 */
final class SourceTable {
  private static final int FIRST_CAPACITY = 8;

  private final int limit;
  private int[] ssrcs = new int[FIRST_CAPACITY];
  private @Nullable ReplayWindow[] windows = new @Nullable ReplayWindow[FIRST_CAPACITY];
  private int size;

  SourceTable(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == limit;
  }

  @Nullable ReplayWindow find(int ssrc) {
    return windows[slot(ssrc)];
  }

  /** Adds a source that is not in the table, which is not full. */
  ReplayWindow add(int ssrc) {
    if (2 * (size + 1) > ssrcs.length) {
      grow();
    }
    ReplayWindow window = new ReplayWindow();
    put(ssrc, window);
    size++;
    return window;
  }

  private void grow() {
    int[] oldSsrcs = ssrcs;
    @Nullable ReplayWindow[] oldWindows = windows;
    ssrcs = new int[2 * oldSsrcs.length];
    windows = new @Nullable ReplayWindow[ssrcs.length];
    for (int i = 0; i < oldSsrcs.length; i++) {
      ReplayWindow window = oldWindows[i];
      if (window != null) {
        put(oldSsrcs[i], window);
      }
    }
  }

  private void put(int ssrc, ReplayWindow window) {
    int slot = slot(ssrc);
    ssrcs[slot] = ssrc;
    windows[slot] = window;
  }

  /** The slot of this source, or the free one where it belongs. */
  private int slot(int ssrc) {
    int mask = ssrcs.length - 1;
    int hash = ssrc * 0x9E3779B9;
    int slot = (hash ^ hash >>> 16) & mask;
    while (windows[slot] != null && ssrcs[slot] != ssrc) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
