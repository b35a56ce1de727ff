package org.parley.signaling.config;

import java.util.List;
import java.util.Map;

/**
 * A value as somebody wrote it, and where: a file and line, the environment or the command line.
 */
sealed interface Given {
  String place();

  /** An empty text unsets. */
  record Text(String text, String place) implements Given {}

  record Items(List<Text> items, String place) implements Given {}

  record Entries(Map<String, Text> entries, String place) implements Given {}
}
