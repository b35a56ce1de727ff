package org.parley.signaling.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns given values into typed ones and collects what is wrong with them. */
final class Settings {
  private final Map<Key<?>, Given> given;
  private final List<String> problems;
  private final Map<Key<?>, @Nullable Object> read = new LinkedHashMap<>();

  Settings(Map<Key<?>, Given> given, List<String> problems) {
    this.given = given;
    this.problems = problems;
  }

  /** Every value that was asked for, null for what is unset. */
  Map<Key<?>, @Nullable Object> read() {
    return read;
  }

  /** The place where a key was set, for a problem that concerns more than one key. */
  String place(Key<?> key) {
    Given value = given.get(key);
    return value == null ? "" : value.place() + ": ";
  }

  /** The value of a key that has a default. */
  <T> T get(Key.Single<T> key) {
    T value = find(key);
    return value == null ? key.type().parse().apply(key.standard()) : value;
  }

  /** The value, the default, or null when the key is unset and has none. */
  <T> @Nullable T find(Key.Single<T> key) {
    T value = lookUp(key);
    read.put(key, value);
    return value;
  }

  private <T> @Nullable T lookUp(Key.Single<T> key) {
    Given value = given.get(key);
    if (value != null && !(value instanceof Given.Text)) {
      bad(key, value.place(), "a list or map", "one value: " + key.type().allowed());
      return null;
    }
    if (value instanceof Given.Text text && !isUnset(key, text.text())) {
      return parse(key, key.path(), text);
    }
    return key.standard().isEmpty() ? null : key.type().parse().apply(key.standard());
  }

  <T> List<T> get(Key.Many<T> key) {
    List<T> values = new ArrayList<>();
    switch (given.get(key)) {
      case null -> {}
      case Given.Text text -> {
        for (String item : text.text().split(",")) {
          add(values, key, new Given.Text(item.strip(), text.place()));
        }
      }
      case Given.Items(List<Given.Text> items, String _) ->
          items.forEach(item -> add(values, key, item));
      case Given.Entries entries ->
          bad(key, entries.place(), "a map", "a list, each " + key.type().allowed());
    }
    read.put(key, List.copyOf(values));
    return values;
  }

  <T> Map<String, T> get(Key.Named<T> key) {
    Map<String, T> values = new LinkedHashMap<>();
    switch (given.get(key)) {
      case null -> {}
      case Given.Entries(Map<String, Given.Text> entries, String _) ->
          entries.forEach(
              (name, text) -> {
                T value = parse(key, key.path() + "." + name, text);
                if (value != null) {
                  values.put(name, value);
                }
              });
      case Given.Text text when text.text().isEmpty() -> {}
      case Given.Items items when items.items().isEmpty() -> {}
      case Given other ->
          bad(
              key,
              other.place(),
              "this",
              "a map such as {name: value}, each " + key.type().allowed());
    }
    read.put(key, Map.copyOf(values));
    return values;
  }

  /** "off" and "auto" unset what has no default: nothing that may be unset has them as a value. */
  private static boolean isUnset(Key.Single<?> key, String text) {
    return text.isEmpty()
        || (key.standard().isEmpty() && (text.equals("off") || text.equals("auto")));
  }

  private <T> void add(List<T> values, Key.Many<T> key, Given.Text item) {
    if (item.text().isEmpty()) {
      return;
    }
    T value = parse(key, key.path(), item);
    if (value != null) {
      values.add(value);
    }
  }

  private <T> @Nullable T parse(Key<T> key, String path, Given.Text given) {
    try {
      return key.type().parse().apply(given.text());
    } catch (IllegalArgumentException e) {
      String shown = key.type().secret() ? "the (secret) value" : "\"" + given.text() + "\"";
      String reason =
          e instanceof ValueType.Rejected
              ? e.getMessage()
              : "not allowed; allowed: " + key.type().allowed();
      problems.add(given.place() + ": " + path + ": " + shown + " is " + reason);
      return null;
    }
  }

  private void bad(Key<?> key, String place, String what, String allowed) {
    problems.add(place + ": " + key.path() + ": " + what + " is not allowed; allowed: " + allowed);
  }
}
