package org.parley.signaling.bench.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.parley.signaling.bench.result.ResultJson;
import org.parley.signaling.bench.result.ResultTable.Row;

/**
 * How this program itself fared.
 *
 * @param busiest share of the time that the busiest worker computed, 0 to 1
 * @param machineBusy share of all processors' time; NaN when unknown
 * @param drops what the kernel dropped at our sockets because we read too slowly
 * @param skipped packets that were not sent because a worker was late
 * @param refused packets for which a connection had no room
 */
record GeneratorUse(
    Duration duration,
    Duration cpu,
    double busiest,
    double machineBusy,
    long drops,
    long skipped,
    long refused) {
  private static final double BUSY = 0.9;
  private static final double FULL_MACHINE = 0.97;
  private static final double MAX_SKIPPED = 0.01;

  /** Why this program, or the machine that both share, may be the limit and not the server. */
  Optional<String> doubt(long sent) {
    if (drops > 10) {
      return Optional.of("this program's sockets dropped packets: it reads too slowly");
    }
    if (skipped > sent * MAX_SKIPPED) {
      return Optional.of("this program was late: it did not send all that it should have");
    }
    if (busiest > BUSY) {
      return Optional.of("this program's busiest thread was full");
    }
    if (machineBusy > FULL_MACHINE) {
      return Optional.of("all processors of this machine were busy");
    }
    return Optional.empty();
  }

  void addTo(List<Row> rows, long count) {
    rows.add(
        new Row(
            "this program",
            String.format(
                Locale.ROOT,
                "%.0f%% CPU, %.2f µs each, busiest thread %.0f%%, %,d skipped, %,d refused,"
                    + " %,d dropped at our sockets",
                100.0 * cpu.toNanos() / duration.toNanos(),
                cpu.toNanos() / 1e3 / Math.max(1, count),
                100 * busiest,
                skipped,
                refused,
                drops)));
    if (Double.isFinite(machineBusy)) {
      rows.add(
          new Row(
              "this machine",
              String.format(Locale.ROOT, "%.0f%% of all processors busy", 100 * machineBusy)));
    }
  }

  void addTo(ObjectNode json) {
    ObjectNode own = json.putObject("generator");
    ResultJson.number(own, "cpuPercent", 100.0 * cpu.toNanos() / duration.toNanos());
    ResultJson.number(own, "busiestThreadPercent", 100 * busiest);
    ResultJson.number(own, "machineBusyPercent", 100 * machineBusy);
    own.put("skipped", skipped).put("refused", refused).put("dropsAtOurSockets", drops);
  }
}
