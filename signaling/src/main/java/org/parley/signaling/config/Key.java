package org.parley.signaling.config;

/** A setting that exists: its dotted path and what its value may be. */
sealed interface Key<T> {
  String path();

  ValueType<T> type();

  /**
   * One value.
   *
   * @param standard the default, as one would write it; empty when unset
   */
  record Single<T>(String path, ValueType<T> type, String standard) implements Key<T> {}

  /** A list; empty by default. */
  record Many<T>(String path, ValueType<T> type) implements Key<T> {}

  /** Values by names that the operator chooses; empty by default. */
  record Named<T>(String path, ValueType<T> type) implements Key<T> {}
}
