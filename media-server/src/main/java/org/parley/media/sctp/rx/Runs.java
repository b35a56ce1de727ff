package org.parley.media.sctp.rx;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Fragments by their index: a TSN, or a fragment's number in its message. */
final class Runs {
  private final TreeMap<Long, Run> byFirst = new TreeMap<>();

  /** The one that grew last: the next fragment most often belongs behind it. */
  private @Nullable Run latest;

  private final FragmentRoom room;

  Runs(FragmentRoom room) {
    this.room = room;
  }

  boolean isEmpty() {
    return byFirst.isEmpty();
  }

  /**
   * Adds a fragment; one that is there is ignored.
   *
   * @param bytes to be allocated for the message if the fragment begins one
   * @return the run that it belongs to; if that is whole, it is no longer among these
   */
  @Nullable Run add(long index, DataChunk chunk, int bytes) {
    Run before = latest;
    if (before == null || before.last + 1 != index) {
      Map.Entry<Long, Run> entry = byFirst.floorEntry(index);
      before = entry == null ? null : entry.getValue();
      if (before != null && before.last >= index) {
        return null;
      }
    }
    Run run;
    if (before != null && before.last + 1 == index && before.isContinuedBy(chunk)) {
      run = before;
      room.remove(run);
      run.append(chunk);
    } else {
      if (byFirst.containsKey(index)) {
        return null;
      }
      run = new Run(index, chunk, bytes);
      byFirst.put(index, run);
    }
    Run after = byFirst.get(index + 1);
    if (after != null && run.isContinuedBy(after)) {
      byFirst.remove(after.first);
      room.remove(after);
      run.absorb(after);
    }
    if (run.whole()) {
      byFirst.remove(run.first);
      latest = null;
    } else {
      latest = run;
      room.add(run);
    }
    return run;
  }

  /** Drops all runs that begin up to there. */
  void dropThrough(long index) {
    while (!byFirst.isEmpty() && byFirst.firstKey() <= index) {
      room.remove(byFirst.pollFirstEntry().getValue());
    }
    latest = null;
  }

  void dropAll() {
    dropThrough(Long.MAX_VALUE);
  }
}
