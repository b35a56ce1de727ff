package org.parley.signaling.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How busy all processors were, as {@code /proc/stat} counts it.
 *
 * @param busyTicks since the machine started
 * @param totalTicks busy or not
 */
public record MachineLoad(long busyTicks, long totalTicks) {
  private static final int IDLE = 4;
  private static final int IO_WAIT = 5;
  private static final int STEAL = 8;

  public static Optional<MachineLoad> now() {
    try {
      return parse(Files.readString(Path.of("/proc/stat")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<MachineLoad> parse(String stat) {
    String[] columns = stat.lines().findFirst().orElse("").split("\\s+");
    if (columns.length <= STEAL || !columns[0].equals("cpu")) {
      return Optional.empty();
    }
    long total = 0;
    for (int i = 1; i <= STEAL; i++) {
      total += Long.parseLong(columns[i]);
    }
    long idle = Long.parseLong(columns[IDLE]) + Long.parseLong(columns[IO_WAIT]);
    return Optional.of(new MachineLoad(total - idle, total));
  }

  /** 0 to 1; NaN when it cannot be told. */
  public static double busyBetween(Optional<MachineLoad> before, Optional<MachineLoad> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Double.NaN;
    }
    long total = after.get().totalTicks() - before.get().totalTicks();
    return total <= 0
        ? Double.NaN
        : (double) (after.get().busyTicks() - before.get().busyTicks()) / total;
  }
}
