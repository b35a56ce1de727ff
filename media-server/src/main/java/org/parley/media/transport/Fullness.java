package org.parley.media.transport;

/** How much the way to a peer still takes, in this order. */
public enum Fullness {
  FREE,
  FILLING,
  NEARLY_FULL,
  FULL
}
