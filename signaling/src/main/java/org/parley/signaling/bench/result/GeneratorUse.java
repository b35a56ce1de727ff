package org.parley.signaling.bench.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.parley.signaling.bench.host.MachineLoad;
import org.parley.signaling.bench.host.OwnUsage;
import org.parley.signaling.bench.host.ProcessUsage;

/**
 * How this program itself fared.
 *
 * @param busiest share of the time that the busiest thread computed, 0 to 1
 * @param machineBusy share of all processors' time, 0 to 1; NaN when unknown
 * @param drops what the kernel dropped at our sockets because we read too slowly
 */
public record GeneratorUse(
    Duration duration, Duration cpu, double busiest, double machineBusy, long drops) {
  /** Above this a thread cannot be trusted to read at once. */
  private static final double BUSY = 0.9;

  private static final double FULL_MACHINE = 0.97;

  public static GeneratorUse between(OwnUsage before, OwnUsage after, long drops) {
    return new GeneratorUse(
        after.since(before),
        ProcessUsage.cpuBetween(before.process(), after.process()),
        after.busiestSince(before),
        MachineLoad.busyBetween(before.machine(), after.machine()),
        drops);
  }

  /** Of one processor. */
  public double cpuPercent() {
    return 100.0 * cpu.toNanos() / duration.toNanos();
  }

  public double cpuMicrosPer(long count) {
    return cpu.toNanos() / 1e3 / Math.max(1, count);
  }

  /** Why what was lost may have been lost here. */
  public Optional<String> dropped(long tolerated) {
    return drops > tolerated
        ? Optional.of("this program's sockets dropped packets: it reads too slowly")
        : Optional.empty();
  }

  /** Why this program, or the machine that both share, may be the limit and not the server. */
  public Optional<String> full() {
    if (busiest > BUSY) {
      return Optional.of("this program's busiest thread was full");
    }
    return machineBusy > FULL_MACHINE
        ? Optional.of("all processors of this machine were busy")
        : Optional.empty();
  }

  /** Nothing where it is unknown. */
  public void addMachine(List<ResultTable.Row> rows) {
    if (Double.isFinite(machineBusy)) {
      rows.add(
          ResultTable.Row.of("this machine", "%.0f%% of all processors busy", 100 * machineBusy));
    }
  }

  /** Returns its node, for what else there is to say. */
  public ObjectNode addTo(ObjectNode json) {
    ObjectNode own = json.putObject("generator");
    ResultJson.number(own, "cpuPercent", cpuPercent());
    ResultJson.number(own, "busiestThreadPercent", 100 * busiest);
    ResultJson.number(own, "machineBusyPercent", 100 * machineBusy);
    return own.put("dropsAtOurSockets", drops);
  }
}
