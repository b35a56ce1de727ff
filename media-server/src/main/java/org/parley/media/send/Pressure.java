package org.parley.media.send;

/**
 * How full the way to one subscriber is, and so what is held back from it: the layers above the
 * lowest first, then video, audio last. In this order.
 */
public enum Pressure {
  NONE,
  /** Only the lowest layer of each video. */
  HIGH_LAYERS,
  /** No video. */
  VIDEO,
  EVERYTHING
}
