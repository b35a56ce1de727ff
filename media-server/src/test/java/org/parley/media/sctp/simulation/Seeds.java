package org.parley.media.sctp.simulation;

import java.util.stream.IntStream;

/**
 * The seeds of a test. {@code -Dparley.simulation.scale=20} makes them 20 times as many, {@code
 * -Dparley.simulation.seed=17} only that one.
 */
public final class Seeds {
  private Seeds() {}

  public static IntStream of(int ordinarily) {
    Integer one = Integer.getInteger("parley.simulation.seed");
    return one == null
        ? IntStream.range(0, ordinarily * Integer.getInteger("parley.simulation.scale", 1))
        : IntStream.of(one);
  }
}
