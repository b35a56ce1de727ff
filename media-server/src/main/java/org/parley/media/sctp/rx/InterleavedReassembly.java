package org.parley.media.sctp.rx;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Of I-DATA chunks: fragments have numbers within their message (RFC 8260 section 2.2.3). */
final class InterleavedReassembly implements Reassembly {

  /** A stream's unfinished messages, ordered or unordered ones, by their unwrapped identifiers. */
  private static final class Unfinished {
    final TreeMap<Long, Runs> messages = new TreeMap<>();
    private long newest;

    Unfinished(int messageId) {
      newest = Integer.toUnsignedLong(messageId);
    }

    long unwrap(int messageId) {
      return newest + (messageId - (int) newest);
    }

    Runs runs(long message) {
      newest = Math.max(newest, message);
      return messages.computeIfAbsent(message, _ -> new Runs());
    }
  }

  private final Map<Integer, Unfinished> streams = new HashMap<>();
  private long charge;

  private static int key(int stream, boolean unordered) {
    return stream << 1 | (unordered ? 1 : 0);
  }

  @Override
  public @Nullable Run add(long tsn, DataChunk chunk) {
    int key = key(chunk.stream(), chunk.unordered());
    Unfinished unfinished = streams.computeIfAbsent(key, _ -> new Unfinished(chunk.sequence()));
    long message = unfinished.unwrap(chunk.sequence());
    Runs runs = unfinished.runs(message);
    charge -= runs.charge();
    Run run = runs.add(Integer.toUnsignedLong(chunk.fragment()), chunk);
    if (run != null && run.whole()) {
      unfinished.messages.remove(message);
      removeIfEmpty(key, unfinished);
    } else {
      charge += runs.charge();
    }
    return run;
  }

  private void removeIfEmpty(int key, Unfinished unfinished) {
    if (unfinished.messages.isEmpty()) {
      streams.remove(key);
    }
  }

  @Override
  public long charge() {
    return charge;
  }

  /** RFC 8260 section 2.3.1: messages up to this one were given up. */
  void forward(int stream, boolean unordered, int messageId) {
    int key = key(stream, unordered);
    Unfinished unfinished = streams.get(key);
    if (unfinished == null) {
      return;
    }
    long last = unfinished.unwrap(messageId);
    while (!unfinished.messages.isEmpty() && unfinished.messages.firstKey() <= last) {
      charge -= unfinished.messages.pollFirstEntry().getValue().charge();
    }
    removeIfEmpty(key, unfinished);
  }

  /** The stream begins anew: what has not come of its messages will not come. */
  void reset(int stream) {
    for (int key = key(stream, false); key <= key(stream, true); key++) {
      Unfinished unfinished = streams.remove(key);
      if (unfinished != null) {
        unfinished.messages.values().forEach(runs -> charge -= runs.charge());
      }
    }
  }
}
