package org.parley.signaling.metrics;

/**
 * How a part is.
 *
 * @param detail for people: what is wrong and what to do; may be empty when all is well
 */
public record Health(Status status, String detail) {

  /** From good to bad. */
  public enum Status {
    OK,
    /** Serves, but not all or not as well as it should. */
    DEGRADED,
    /** Does not serve. */
    FAILING
  }

  public static Health ok() {
    return new Health(Status.OK, "");
  }

  public static Health degraded(String detail) {
    return new Health(Status.DEGRADED, detail);
  }

  public static Health failing(String detail) {
    return new Health(Status.FAILING, detail);
  }
}
