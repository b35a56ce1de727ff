package org.parley.signaling.bench.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Earlier runs: a file of JSON lines, to which every run adds one. */
public final class History {
  private final Path file;

  /** One run, or one server of a comparison. */
  public record Entry(Instant time, String label, String load, Map<String, Double> figures) {
    double value(Figure figure) {
      return figures.getOrDefault(figure.key(), Double.NaN);
    }
  }

  public History(Path file) {
    this.file = file;
  }

  public void add(Run run) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(
        file, line(run.entry()) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The last runs under a load, the latest last. Lines that are none of ours are passed over. */
  public List<Entry> last(String load, int count) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      parse(line).filter(entry -> entry.load().equals(load)).ifPresent(entries::add);
    }
    return entries.subList(Math.max(0, entries.size() - count), entries.size());
  }

  static String line(Entry entry) throws IOException {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", entry.time().toString()).put("label", entry.label());
    json.put("load", entry.load());
    json.set("figures", ResultJson.figures(entry.figures()));
    return ResultJson.MAPPER.writeValueAsString(json);
  }

  static Optional<Entry> parse(String line) {
    try {
      JsonNode json = ResultJson.MAPPER.readTree(line);
      Instant time = Instant.parse(json.path("time").asText());
      Map<String, Double> figures = new HashMap<>();
      for (Map.Entry<String, JsonNode> figure : json.path("figures").properties()) {
        if (figure.getValue().isNumber()) {
          figures.put(figure.getKey(), figure.getValue().asDouble());
        }
      }
      String label = json.path("label").asText();
      return Optional.of(new Entry(time, label, json.path("load").asText(), figures));
    } catch (JsonProcessingException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
