package org.parley.signaling.bench.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.ResultTable.Row;

/**
 * How this program itself fared.
 *
 * @param skipped packets that were not sent because a worker was late
 * @param refused packets for which a connection had no room
 */
record TurnGenerator(GeneratorUse use, long skipped, long refused) {
  private static final double MAX_SKIPPED = 0.01;

  /** Why this program, or the machine that both share, may be the limit and not the server. */
  Optional<String> doubt(long sent) {
    return use.dropped(10).or(() -> late(sent)).or(use::full);
  }

  private Optional<String> late(long sent) {
    return skipped > sent * MAX_SKIPPED
        ? Optional.of("this program was late: it did not send all that it should have")
        : Optional.empty();
  }

  void addTo(List<Row> rows, long count) {
    rows.add(
        Row.of(
            "this program",
            "%.0f%% CPU, %.2f µs each, busiest thread %.0f%%, %,d skipped, %,d refused,"
                + " %,d dropped at our sockets",
            use.cpuPercent(),
            use.cpuMicrosPer(count),
            100 * use.busiest(),
            skipped,
            refused,
            use.drops()));
    use.addMachine(rows);
  }

  void addTo(ObjectNode json) {
    use.addTo(json).put("skipped", skipped).put("refused", refused);
  }
}
