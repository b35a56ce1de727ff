package org.parley.signaling.config;

import java.util.function.Function;

/**
 * What a value may be.
 *
 * @param parse throws {@link IllegalArgumentException} for a bad value, {@link Rejected} when there
 *     is more to say than {@code allowed}
 * @param allowed for people
 * @param secret whether messages must not repeat the value
 */
record ValueType<T>(Function<String, T> parse, String allowed, boolean secret) {
  ValueType(Function<String, T> parse, String allowed) {
    this(parse, allowed, false);
  }

  /** A bad value; the message goes on after "is". */
  static final class Rejected extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Rejected(String message) {
      super(message);
    }
  }
}
