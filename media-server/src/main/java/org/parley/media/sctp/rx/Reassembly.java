package org.parley.media.sctp.rx;

import org.jspecify.annotations.Nullable;
import org.parley.media.sctp.packet.DataChunk;

/** Makes messages of fragments. */
sealed interface Reassembly permits ContiguousReassembly, InterleavedReassembly {

  /**
   * Adds a fragment of a message that has more than one.
   *
   * @param bytes to be allocated for the message if the fragment begins one; 0 for its own alone
   * @return what there is of its message now; null if the fragment was there already
   */
  @Nullable Run add(long tsn, DataChunk chunk, int bytes);
}
