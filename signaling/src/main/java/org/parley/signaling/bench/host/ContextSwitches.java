package org.parley.signaling.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How often the threads of a process were taken off a processor, as {@code /proc/PID/task} counts
 * it. Threads that have ended are not counted.
 *
 * @param voluntary because they waited: about one for each wake-up
 * @param involuntary because another's turn had come
 */
public record ContextSwitches(long voluntary, long involuntary) {
  public static final ContextSwitches NONE = new ContextSwitches(0, 0);

  /** None for a process that is not to be seen. */
  public static ContextSwitches of(long pid) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return tasks.map(ContextSwitches::ofThread).reduce(NONE, ContextSwitches::plus);
    } catch (IOException e) {
      return NONE;
    }
  }

  private static ContextSwitches ofThread(Path task) {
    try {
      return parse(Files.readAllLines(task.resolve("status")));
    } catch (IOException e) {
      // The thread has just ended.
      return NONE;
    }
  }

  static ContextSwitches parse(List<String> status) {
    return new ContextSwitches(
        value(status, "voluntary_ctxt_switches:"), value(status, "nonvoluntary_ctxt_switches:"));
  }

  private static long value(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.substring(name.length()).strip()))
        .sum();
  }

  public ContextSwitches plus(ContextSwitches other) {
    return new ContextSwitches(voluntary + other.voluntary, involuntary + other.involuntary);
  }

  /** Since an earlier look. */
  public ContextSwitches since(ContextSwitches earlier) {
    return new ContextSwitches(voluntary - earlier.voluntary, involuntary - earlier.involuntary);
  }
}
