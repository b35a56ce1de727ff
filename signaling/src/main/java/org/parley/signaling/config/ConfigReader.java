package org.parley.signaling.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: the file, over it the environment, over that the command line. */
public final class ConfigReader {
  private static final String ENVIRONMENT = "PARLEY_";

  /** Names that belong to the start script. */
  private static final Set<String> FOREIGN = Set.of("PARLEY_HOME", "PARLEY_JAVA_OPTS");

  private final List<String> problems = new ArrayList<>();
  private final Map<Key<?>, Given> given = new LinkedHashMap<>();

  private ConfigReader() {}

  /**
   * @param file null for none
   * @param environment variables such as {@code PARLEY_SERVER_LISTEN}; those without the prefix are
   *     left alone
   * @param sets such as {@code server.listen=0.0.0.0:80}
   * @throws ConfigException with every problem there is
   */
  public static ParleyConfig read(
      @Nullable Path file, Map<String, String> environment, List<String> sets)
      throws ConfigException {
    return reading(file, environment, sets).config();
  }

  static Reading reading(@Nullable Path file, Map<String, String> environment, List<String> sets)
      throws ConfigException {
    ConfigReader reader = new ConfigReader();
    if (file != null) {
      reader.readFile(file);
    }
    new TreeMap<>(environment).forEach(reader::readVariable);
    sets.forEach(reader::readSet);
    Reading reading = new ConfigBuilder(reader.given, reader.problems).build();
    if (reading == null) {
      throw new ConfigException(reader.problems);
    }
    return reading;
  }

  private void readFile(Path file) {
    try {
      given.putAll(YamlReader.readFile(file.toString(), Files.readString(file), problems));
    } catch (NoSuchFileException e) {
      problems.add(file + ": there is no such file; --config names another");
    } catch (IOException e) {
      problems.add(file + ": cannot be read: " + e.getMessage());
    }
  }

  private void readVariable(String name, String value) {
    if (!name.startsWith(ENVIRONMENT) || FOREIGN.contains(name)) {
      return;
    }
    String place = "from environment " + name;
    Key<?> key = KnownKeys.findFolded(name.substring(ENVIRONMENT.length()));
    if (key == null) {
      problems.add(
          place
              + ": unknown key; "
              + KnownKeys.suggestion(name.substring(ENVIRONMENT.length()).replace('_', '.')));
      return;
    }
    put(key, value, place);
  }

  private void readSet(String set) {
    int equals = set.indexOf('=');
    if (equals < 1) {
      problems.add("from --set: \"" + set + "\" is not allowed; allowed: key.path=value");
      return;
    }
    String path = set.substring(0, equals).strip();
    String value = set.substring(equals + 1).strip();
    Key<?> key = KnownKeys.find(path);
    if (key != null) {
      put(key, value, "from --set");
      return;
    }
    // One entry of a map: turn.users.alice=…
    int dot = path.lastIndexOf('.');
    if (dot > 0 && KnownKeys.find(path.substring(0, dot)) instanceof Key.Named<?> named) {
      Map<String, Given.Text> entries = new LinkedHashMap<>();
      if (given.get(named) instanceof Given.Entries before) {
        entries.putAll(before.entries());
      }
      entries.put(path.substring(dot + 1), new Given.Text(value, "from --set"));
      given.put(named, new Given.Entries(entries, "from --set"));
      return;
    }
    problems.add("from --set: " + path + ": unknown key; " + KnownKeys.suggestion(path));
  }

  private void put(Key<?> key, String value, String place) {
    boolean flow =
        !(key instanceof Key.Single<?>) && (value.startsWith("[") || value.startsWith("{"));
    Given read =
        flow ? YamlReader.readValue(key, value, place, problems) : new Given.Text(value, place);
    if (read != null) {
      given.put(key, read);
    }
  }
}
