package org.parley.turn.relay;

/**
 * Which of a server's cores this is. What a core hands out for later use (connection ids,
 * reservation tokens, mobility tickets) begins with its index, so that whoever gets it back knows
 * whose it is.
 *
 * @param core from 0, below {@link #MAX_CORES}
 * @param key random; may be the same for all cores
 */
@SuppressWarnings("ArrayRecordComponent")
public record Place(int core, byte[] key) {
  public static final int MAX_CORES = 255;

  public Place {
    if (core < 0 || core >= MAX_CORES) {
      throw new IllegalArgumentException("core " + core + " of at most " + MAX_CORES);
    }
    key = key.clone();
  }

  /** Three bytes, so that 16 million connections come before an id again; none is -1. */
  int connectionId(int number) {
    return core << 24 | number & 0xFF_FFFF;
  }
}
