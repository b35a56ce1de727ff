package org.parley.signaling.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The commit that an installation was checked out at, as git keeps it in its folder. */
final class Commit {
  private static final int SHORT = 7;
  private static final String REFERENCE = "ref: ";

  private Commit() {}

  /** Of {@code PARLEY_HOME}; empty when that is no repository. */
  static Optional<String> installed() {
    String home = System.getenv("PARLEY_HOME");
    return home == null ? Optional.empty() : of(Path.of(home, ".git"));
  }

  static Optional<String> of(Path git) {
    try {
      String head = Files.readString(git.resolve("HEAD")).strip();
      String commit =
          head.startsWith(REFERENCE) ? resolve(git, head.substring(REFERENCE.length())) : head;
      return commit.matches("[0-9a-f]{40,64}")
          ? Optional.of(commit.substring(0, SHORT))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String resolve(Path git, String reference) throws IOException {
    Path loose = git.resolve(reference);
    if (Files.exists(loose)) {
      return Files.readString(loose).strip();
    }
    try (Stream<String> packed = Files.lines(git.resolve("packed-refs"))) {
      return packed
          .filter(line -> line.endsWith(" " + reference))
          .map(line -> line.substring(0, line.indexOf(' ')))
          .findFirst()
          .orElse("");
    }
  }
}
