package org.parley.media.sctp.rx;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Of I-DATA chunks: fragments have numbers within their message (RFC 8260 section 2.2.3). */
final class InterleavedReassembly implements Reassembly {

  /** A stream's unfinished messages, ordered or unordered ones, by their unwrapped identifiers. */
  private final class Unfinished {
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
      return messages.computeIfAbsent(message, _ -> new Runs(room));
    }
  }

  private final Map<Integer, Unfinished> streams = new HashMap<>();
  private final FragmentRoom room;

  InterleavedReassembly(FragmentRoom room) {
    this.room = room;
  }

  private static int key(int stream, boolean unordered) {
    return stream << 1 | (unordered ? 1 : 0);
  }

  @Override
  public @Nullable Run add(long tsn, DataChunk chunk, int bytes) {
    int key = key(chunk.stream(), chunk.unordered());
    Unfinished unfinished = streams.computeIfAbsent(key, _ -> new Unfinished(chunk.sequence()));
    long message = unfinished.unwrap(chunk.sequence());
    Runs runs = unfinished.runs(message);
    Run run = runs.add(Integer.toUnsignedLong(chunk.fragment()), chunk, bytes);
    if (run != null && run.whole()) {
      unfinished.messages.remove(message);
      // What came beyond its end belongs to nothing.
      runs.dropAll();
      removeIfEmpty(key, unfinished);
    }
    return run;
  }

  private void removeIfEmpty(int key, Unfinished unfinished) {
    if (unfinished.messages.isEmpty()) {
      streams.remove(key);
    }
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
      unfinished.messages.pollFirstEntry().getValue().dropAll();
    }
    removeIfEmpty(key, unfinished);
  }

  void resetAll() {
    streams.values().forEach(stream -> stream.messages.values().forEach(Runs::dropAll));
    streams.clear();
  }

  /** The stream begins anew: what has not come of its messages will not come. */
  void reset(int stream) {
    for (int key = key(stream, false); key <= key(stream, true); key++) {
      Unfinished unfinished = streams.remove(key);
      if (unfinished != null) {
        unfinished.messages.values().forEach(Runs::dropAll);
      }
    }
  }
}
