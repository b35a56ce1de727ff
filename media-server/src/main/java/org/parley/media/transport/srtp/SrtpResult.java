package org.parley.media.transport.srtp;

/** What became of a received packet; everything but {@link #OK} is dropped. */
public enum SrtpResult {
  OK,
  /** Seen before, or older than the replay window. */
  REPLAYED,
  AUTHENTICATION_FAILED,
  MALFORMED,
  /** From a new SSRC when the transport already has {@link SrtpTransform#MAX_SOURCES}. */
  TOO_MANY_SOURCES
}
