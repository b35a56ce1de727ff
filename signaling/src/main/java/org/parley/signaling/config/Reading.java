package org.parley.signaling.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A configuration as it was read, with the values of all keys, to find out what has changed. */
public final class Reading {
  private final ParleyConfig config;
  private final Map<Key<?>, @Nullable Object> values;

  Reading(ParleyConfig config, Map<Key<?>, @Nullable Object> values) {
    this.config = config;
    this.values = new LinkedHashMap<>(values);
  }

  public ParleyConfig config() {
    return config;
  }

  /**
   * A key whose value is another one.
   *
   * @param before for people; secrets are not shown
   * @param live whether a running server can take it over
   */
  public record Change(String key, String before, String after, boolean live) {}

  public List<Change> changesSince(Reading earlier) {
    List<Change> changes = new ArrayList<>();
    for (Key<?> key : Keys.ALL) {
      Object before = earlier.values.get(key);
      Object after = values.get(key);
      if (!Objects.equals(before, after)) {
        changes.add(new Change(key.path(), show(before), show(after), Keys.RELOADED.contains(key)));
      }
    }
    return changes;
  }

  private static String show(@Nullable Object value) {
    return switch (value) {
      case null -> "unset";
      case List<?> list when list.isEmpty() -> "[]";
      // An address prints the name by which it was asked for.
      case InetAddress address -> address.getHostAddress();
      case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
      case Object other -> other.toString();
    };
  }
}
