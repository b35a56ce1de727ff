package org.parley.signaling.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds keys by what people write, and says what was probably meant. */
final class KnownKeys {
  private static final Map<String, Key<?>> BY_PATH =
      Keys.ALL.stream()
          .collect(
              Collectors.toMap(
                  Key::path, key -> key, (a, b) -> a, LinkedHashMap<String, Key<?>>::new));

  private KnownKeys() {}

  static @Nullable Key<?> find(String path) {
    return BY_PATH.get(path);
  }

  /** The key of a name such as {@code SERVER_LISTEN}: without case, dots and underscores. */
  static @Nullable Key<?> findFolded(String name) {
    for (Key<?> key : Keys.ALL) {
      if (fold(key.path()).equals(fold(name))) {
        return key;
      }
    }
    return null;
  }

  /** Whether keys lie under this path. */
  static boolean isSection(String path) {
    return BY_PATH.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
  }

  /**
   * What to write instead of an unknown path: the nearest key or, far from all, the keys beside it.
   */
  static String suggestion(String path) {
    String nearest = "";
    int least = Integer.MAX_VALUE;
    for (String known : BY_PATH.keySet()) {
      int distance = distance(fold(path), fold(known));
      if (distance < least) {
        least = distance;
        nearest = known;
      }
    }
    if (least <= Math.max(2, path.length() / 4)) {
      return "did you mean " + nearest + "?";
    }
    for (String section = path; section.contains("."); ) {
      section = section.substring(0, section.lastIndexOf('.'));
      String prefix = section + ".";
      if (isSection(section)) {
        return BY_PATH.keySet().stream()
            .filter(known -> known.startsWith(prefix))
            .collect(Collectors.joining(", ", "known are ", ""));
      }
    }
    TreeSet<String> sections = new TreeSet<>();
    BY_PATH.keySet().forEach(known -> sections.add(known.substring(0, known.indexOf('.'))));
    return "the sections are " + String.join(", ", sections);
  }

  private static String fold(String name) {
    return name.replaceAll("[._-]", "").toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
