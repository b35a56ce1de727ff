package org.parley.signaling.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a part is.
 *
 * @param detail for people: what is wrong and what to do; may be empty when all is well
 * @param details of what the part consists of, by name
 */
public record Health(Status status, String detail, Map<String, String> details) {
  public Health {
    // In their order.
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  private Health(Status status, String detail) {
    this(status, detail, Map.of());
  }

  /** From good to bad. */
  public enum Status {
    OK,
    /** Serves, but not all or not as well as it should. */
    DEGRADED,
    /** Does not serve. */
    FAILING
  }

  /** The same with its details. */
  public Health with(Map<String, String> more) {
    return new Health(status, detail, more);
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
