package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import org.parley.media.api.MediaKind;

/** Where a subscriber's packets go: its transport, or a list in a test. */
public interface Outlet {

  /**
   * The buffer to append the next packet to, with room for {@code capacity} bytes and what the
   * transport appends. Other packets may lie before its writer index.
   */
  ByteBuf begin(int capacity);

  /**
   * Takes the plain-text packet that reaches from {@code start} to the writer index; it leaves with
   * the next flush.
   */
  void send(int start, MediaKind kind);

  /** What the way to the subscriber does not take any more. */
  Pressure pressure();

  /** A packet was held back for the {@link #pressure}. */
  void onWithheld(MediaKind kind);
}
