package org.parley.media.sctp.rx;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Of I-DATA chunks: fragments have numbers within their message (RFC 8260 section 2.2.3). */
final class InterleavedReassembly implements Reassembly {
  private record Key(int stream, boolean unordered, int messageId) {}

  private final Map<Key, Runs> messages = new HashMap<>();
  private long charge;

  @Override
  public @Nullable Run add(long tsn, DataChunk chunk) {
    Key key = new Key(chunk.stream(), chunk.unordered(), chunk.sequence());
    Runs runs = messages.computeIfAbsent(key, _ -> new Runs());
    charge -= runs.charge();
    Run run = runs.add(Integer.toUnsignedLong(chunk.fragment()), chunk);
    if (run != null && run.whole()) {
      messages.remove(key);
    } else {
      charge += runs.charge();
    }
    return run;
  }

  @Override
  public long charge() {
    return charge;
  }

  /** RFC 8260 section 2.3.1: messages up to this one were given up. */
  void forward(int stream, boolean unordered, int messageId) {
    Iterator<Map.Entry<Key, Runs>> all = messages.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Key, Runs> entry = all.next();
      Key key = entry.getKey();
      if (key.stream == stream && key.unordered == unordered && messageId - key.messageId >= 0) {
        charge -= entry.getValue().charge();
        all.remove();
      }
    }
  }
}
