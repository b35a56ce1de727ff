package org.parley.media.api;

import org.jspecify.annotations.Nullable;

/**
 * A channel that both sides use without opening it in the band (RFC 8831 section 6.4, {@code
 * negotiated} of the W3C WebRTC API). At most one of the limits is there; with neither, messages
 * are reliable.
 *
 * @param id of the stream, both ways
 * @param maxRetransmits how often a message is sent again
 * @param maxLifetimeMillis for how long it is
 */
public record NegotiatedChannel(
    int id,
    String label,
    String protocol,
    boolean ordered,
    @Nullable Integer maxRetransmits,
    @Nullable Integer maxLifetimeMillis) {
  public NegotiatedChannel {
    if (id < 0 || id > 65_534) {
      throw new IllegalArgumentException("a channel's number out of 0-65534: " + id);
    }
    if (maxRetransmits != null && maxLifetimeMillis != null) {
      throw new IllegalArgumentException("either retransmissions or a lifetime are limited");
    }
  }
}
