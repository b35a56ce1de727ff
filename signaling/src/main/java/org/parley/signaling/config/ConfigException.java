package org.parley.signaling.config;

import java.util.List;

/**
 * The configuration cannot be used. Every problem is one line for people, with the key, the value
 * and its place.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}
