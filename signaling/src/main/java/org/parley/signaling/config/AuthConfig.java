package org.parley.signaling.config;

import java.util.Map;

/**
 * Who may enter.
 *
 * @param keys HS256 secrets by key id; at least one with {@link Mode#TOKEN}
 */
public record AuthConfig(Mode mode, Map<String, Secret> keys) {

  /** Whether joining takes a token. */
  public enum Mode {
    OPEN,
    TOKEN
  }

  public AuthConfig {
    keys = Map.copyOf(keys);
    if (mode == Mode.TOKEN && keys.isEmpty()) {
      throw new IllegalArgumentException("Tokens need at least one key");
    }
  }
}
