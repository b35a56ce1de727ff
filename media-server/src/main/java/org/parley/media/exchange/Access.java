package org.parley.media.exchange;

import io.netty.buffer.ByteBuf;
import org.parley.media.api.PeerEvent;

/** The way to one peer, and to who controls it. */
public interface Access {

  /** Whether a packet can be sent now. */
  enum Readiness {
    READY,
    /** Not now, but soon. */
    FULL,
    /** Not until {@link Member#touch} is called. */
    AWAY
  }

  Readiness readiness();

  /** A buffer with room for so many bytes behind its writer index. */
  ByteBuf begin(int capacity);

  /** The packet from {@code start} to the writer index of the buffer leaves; it may get lost. */
  void send(int start);

  void tell(PeerEvent event);
}
