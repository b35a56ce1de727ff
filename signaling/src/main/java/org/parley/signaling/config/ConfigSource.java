package org.parley.signaling.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration comes from; it may be read again.
 *
 * @param file null for none
 * @param environment wins over the file
 * @param sets {@code key.path=value}, win over both
 */
public record ConfigSource(
    @Nullable Path file, Map<String, String> environment, List<String> sets) {
  public ConfigSource {
    environment = Map.copyOf(environment);
    sets = List.copyOf(sets);
  }

  /**
   * @throws ConfigException with every problem there is
   */
  public Reading read() throws ConfigException {
    return ConfigReader.reading(file, environment, sets);
  }
}
