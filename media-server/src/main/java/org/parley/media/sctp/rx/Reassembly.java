package org.parley.media.sctp.rx;

import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Makes messages of fragments. */
sealed interface Reassembly permits ContiguousReassembly, InterleavedReassembly {

  /**
   * Adds a fragment of a message that has more than one.
   *
   * @return what there is of its message now; null if the fragment was there already
   */
  @Nullable Run add(long tsn, DataChunk chunk);

  /** Bytes of the window that fragments take. */
  long charge();
}
