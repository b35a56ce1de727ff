package org.parley.media.sctp.rx;

import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Of DATA chunks: a message's fragments have TSNs without a gap (RFC 9260 section 6.9). */
final class ContiguousReassembly implements Reassembly {
  private final Runs runs;

  ContiguousReassembly(FragmentRoom room) {
    runs = new Runs(room);
  }

  @Override
  public @Nullable Run add(long tsn, DataChunk chunk, int bytes) {
    return runs.add(tsn, chunk, bytes);
  }

  /** RFC 3758 section 3.6: fragments up to there belong to messages that were given up. */
  void forward(long tsn) {
    runs.dropThrough(tsn);
  }
}
