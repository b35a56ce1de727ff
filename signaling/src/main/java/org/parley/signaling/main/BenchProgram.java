package org.parley.signaling.main;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.parley.signaling.config.LogConfig;

/** A load generator: a client, which reads no configuration. */
abstract class BenchProgram<O> implements Callable<Integer> {
  private final String name;

  /**
   * @param name for messages
   */
  BenchProgram(String name) {
    this.name = name;
  }

  /** Throws an {@link IllegalArgumentException} that says what does not fit together. */
  abstract O options();

  /** Returns the exit code. */
  abstract int run(O options) throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    O options;
    try {
      options = options();
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      return 2;
    }
    Logging.setUp(new LogConfig(LogConfig.Level.WARN));
    return run(options);
  }
}
