package org.parley.signaling.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads YAML into given values by key, with their lines. */
final class YamlReader {
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setUseMarks(true).setMaxAliasesForCollections(0).build();

  private final String file;
  private final List<String> problems;
  private final Map<Key<?>, Given> given = new LinkedHashMap<>();

  private YamlReader(String file, List<String> problems) {
    this.file = file;
    this.problems = problems;
  }

  static Map<Key<?>, Given> readFile(String file, String yaml, List<String> problems) {
    YamlReader reader = new YamlReader(file, problems);
    Node root = reader.compose(yaml);
    if (root instanceof MappingNode mapping) {
      reader.readSection("", mapping);
    } else if (root != null && !isNull(root)) {
      problems.add(reader.place(root) + ": sections such as \"server:\" are expected here");
    }
    return reader.given;
  }

  /**
   * A list or a map in one line, as the environment and the command line have it; null when it is
   * neither.
   */
  static @Nullable Given readValue(Key<?> key, String text, String place, List<String> problems) {
    YamlReader reader = new YamlReader(place, problems);
    Node node = reader.compose(text);
    if (node == null) {
      return null;
    }
    Given value = reader.read(key, node);
    return switch (value) {
      case null -> null;
      case Given.Text(String plain, String _) -> new Given.Text(plain, place);
      case Given.Items(List<Given.Text> items, String _) ->
          new Given.Items(
              items.stream().map(item -> new Given.Text(item.text(), place)).toList(), place);
      case Given.Entries(Map<String, Given.Text> entries, String _) -> {
        Map<String, Given.Text> placed = new LinkedHashMap<>();
        entries.forEach((name, entry) -> placed.put(name, new Given.Text(entry.text(), place)));
        yield new Given.Entries(placed, place);
      }
    };
  }

  private @Nullable Node compose(String yaml) {
    try {
      Optional<Node> node = new Compose(SETTINGS).composeString(yaml);
      return node.orElse(null);
    } catch (MarkedYamlEngineException e) {
      String line = e.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      problems.add(file + line + ": this is not YAML: " + e.getProblem());
      return null;
    } catch (YamlEngineException e) {
      problems.add(file + ": this is not YAML: " + e.getMessage());
      return null;
    }
  }

  private void readSection(String prefix, MappingNode section) {
    for (NodeTuple entry : section.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode name)) {
        problems.add(place(entry.getKeyNode()) + ": a key must be a plain word");
        continue;
      }
      String path = prefix + name.getValue();
      Node value = entry.getValueNode();
      Key<?> key = KnownKeys.find(path);
      if (key != null) {
        Given read = read(key, value);
        if (read != null && given.put(key, read) != null) {
          problems.add(place(name) + ": " + path + ": set twice");
        }
      } else if (!KnownKeys.isSection(path)) {
        problems.add(place(name) + ": " + path + ": unknown key; " + KnownKeys.suggestion(path));
      } else if (value instanceof MappingNode mapping) {
        readSection(path + ".", mapping);
      } else if (!isNull(value)) {
        problems.add(place(value) + ": " + path + ": is a section, not a value");
      }
    }
  }

  private @Nullable Given read(Key<?> key, Node value) {
    return switch (value) {
      case ScalarNode scalar ->
          new Given.Text(isNull(scalar) ? "" : scalar.getValue(), place(scalar));
      case SequenceNode sequence -> {
        List<Given.Text> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          if (item instanceof ScalarNode scalar) {
            items.add(new Given.Text(scalar.getValue(), place(scalar)));
          } else {
            problems.add(place(item) + ": " + key.path() + ": holds plain values only");
          }
        }
        yield new Given.Items(items, place(value));
      }
      case MappingNode mapping -> {
        Map<String, Given.Text> entries = new LinkedHashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
          if (entry.getKeyNode() instanceof ScalarNode name
              && entry.getValueNode() instanceof ScalarNode text) {
            if (entries.put(name.getValue(), new Given.Text(text.getValue(), place(text)))
                != null) {
              problems.add(place(name) + ": " + key.path() + "." + name.getValue() + ": set twice");
            }
          } else {
            problems.add(
                place(entry.getKeyNode()) + ": " + key.path() + ": holds plain values only");
          }
        }
        yield new Given.Entries(entries, place(value));
      }
      default -> {
        problems.add(place(value) + ": " + key.path() + ": aliases are not supported");
        yield null;
      }
    };
  }

  private String place(Node node) {
    return file + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && (scalar.getValue().isEmpty()
            || scalar.getValue().equals("null")
            || scalar.getValue().equals("~"));
  }
}
