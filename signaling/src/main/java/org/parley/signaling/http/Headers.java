package org.parley.signaling.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Header fields in their order; names compare without case (RFC 9110 section 5.1). */
public final class Headers {
  private static final Headers NONE = new Headers(List.of());

  private final List<Map.Entry<String, String>> fields;

  private Headers(List<Map.Entry<String, String>> fields) {
    this.fields = fields;
  }

  public static Headers none() {
    return NONE;
  }

  /** Names and values in turn. */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("A header name without a value");
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>(namesAndValues.length / 2);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(Map.entry(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new Headers(List.copyOf(fields));
  }

  static Headers copyOf(List<Map.Entry<String, String>> fields) {
    return new Headers(List.copyOf(fields));
  }

  public Optional<String> first(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return Optional.of(field.getValue());
      }
    }
    return Optional.empty();
  }

  /** All values of a name, in their order. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .toList();
  }

  public boolean has(String name) {
    return first(name).isPresent();
  }

  /** These and one more field. */
  public Headers and(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(fields);
    more.add(Map.entry(name, value));
    return new Headers(List.copyOf(more));
  }

  public Headers without(String name) {
    return new Headers(
        fields.stream().filter(field -> !field.getKey().equalsIgnoreCase(name)).toList());
  }

  public void forEach(BiConsumer<String, String> action) {
    fields.forEach(field -> action.accept(field.getKey(), field.getValue()));
  }

  @Override
  public String toString() {
    // Values may be bearer tokens.
    return fields.stream().map(Map.Entry::getKey).toList().toString();
  }
}
