package org.parley.media.send;

import io.netty.buffer.ByteBuf;

/** Where a subscriber's packets go: its transport, or a list in a test. */
public interface Outlet {

  /** A buffer with room for {@code capacity} bytes and what the transport appends. */
  ByteBuf allocate(int capacity);

  /** Takes the plain-text packet over; it leaves with the next flush. */
  void sendRtp(ByteBuf packet);
}
