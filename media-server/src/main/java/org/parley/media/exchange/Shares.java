package org.parley.media.exchange;

import java.util.HashMap;
import java.util.Map;

/**
 * Which of a member's channels others have opened to it: half of its number at most, and one of
 * them a quarter of that, so that nobody takes them all.
 */
final class Shares {
  private final int ofAll;
  private final int ofOne;
  private final Map<Integer, String> openers = new HashMap<>(2);
  private final Map<String, Integer> counts = new HashMap<>(2);

  /**
   * @param channels that the member may have
   */
  Shares(int channels) {
    this.ofAll = Math.max(1, channels / 2);
    this.ofOne = Math.max(1, ofAll / 4);
  }

  boolean allow(String opener) {
    return openers.size() < ofAll && counts.getOrDefault(opener, 0) < ofOne;
  }

  void add(int channel, String opener) {
    openers.put(channel, opener);
    counts.merge(opener, 1, Integer::sum);
  }

  /** The number is free, whoever had it. */
  void remove(int channel) {
    String opener = openers.remove(channel);
    if (opener != null) {
      counts.computeIfPresent(opener, (_, count) -> count > 1 ? count - 1 : null);
    }
  }

  void clear() {
    openers.clear();
    counts.clear();
  }

  boolean isEmpty() {
    return openers.isEmpty() && counts.isEmpty();
  }
}
