package org.parley.signaling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** conf/parley.yaml is the reference of the configuration. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("../conf/parley.yaml");

  @Test
  void holdsExactlyTheKeysThatExist() throws Exception {
    List<String> problems = new ArrayList<>();
    Set<String> written =
        YamlReader.readFile("conf", Files.readString(REFERENCE), problems).keySet().stream()
            .map(Key::path)
            .collect(Collectors.toCollection(LinkedHashSet::new));

    assertEquals(List.of(), problems);
    assertEquals(
        Keys.ALL.stream().map(Key::path).collect(Collectors.toCollection(LinkedHashSet::new)),
        written);
  }

  @Test
  void isTheDefaults() throws Exception {
    assertEquals(
        ConfigReader.read(null, Map.of(), List.of()),
        ConfigReader.read(REFERENCE, Map.of(), List.of()));
  }
}
