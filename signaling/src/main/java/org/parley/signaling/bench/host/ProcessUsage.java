package org.parley.signaling.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * CPU time and memory of a process on this machine, as Linux tells them in {@code /proc}.
 *
 * @param cpuMicros user and system time so far
 * @param residentKib resident set
 */
public record ProcessUsage(long cpuMicros, long residentKib) {
  /** The kernel reports times in hundredths of a second to programs, whatever its own tick. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /** Empty when there is no such process, or no {@code /proc}. */
  public static Optional<ProcessUsage> of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return parse(
          Files.readString(process.resolve("stat")), Files.readString(process.resolve("status")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** CPU time used from one look to the next; zero when there was nothing to see. */
  public static Duration cpuBetween(Optional<ProcessUsage> before, Optional<ProcessUsage> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Duration.ZERO;
    }
    return Duration.of(after.get().cpuMicros() - before.get().cpuMicros(), ChronoUnit.MICROS);
  }

  static Optional<ProcessUsage> parse(String stat, String status) {
    // The second field is the program's name in parentheses, which may itself hold blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    Optional<String> resident =
        status.lines().filter(line -> line.startsWith("VmRSS:")).findFirst();
    if (fields.length <= SYSTEM_TIME || resident.isEmpty()) {
      return Optional.empty();
    }
    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    long kib = Long.parseLong(resident.get().replaceAll("\\D", ""));
    return Optional.of(new ProcessUsage(ticks * MICROS_PER_TICK, kib));
  }
}
