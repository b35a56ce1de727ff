package org.parley.signaling.config;

/** Logging. */
public record LogConfig(Level level) {

  /** The least that is logged. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }
}
