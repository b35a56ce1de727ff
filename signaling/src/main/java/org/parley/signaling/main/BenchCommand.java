package org.parley.signaling.main;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.Bench;
import org.parley.signaling.bench.BenchOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley bench}: loads a server, this or another one, with synthetic participants. */
@Command(
    name = "bench",
    abbreviateSynopsis = true,
    description = {
      "Loads a server with synthetic publishers and subscribers by WHIP and WHEP and measures",
      "loss, latency and what the server pays. See docs/benchmark.md."
    })
final class BenchCommand extends BenchProgram<BenchOptions> {
  @ArgGroup(exclusive = false, heading = "The server%n")
  private final BenchServerOptions server = new BenchServerOptions();

  @ArgGroup(exclusive = false, heading = "The load%n")
  private final BenchLoadOptions load = new BenchLoadOptions();

  @ArgGroup(exclusive = false, heading = "The measurement%n")
  private final MeasureOptions measure = new MeasureOptions();

  @ArgGroup(exclusive = false, heading = "The results%n")
  private final BenchResultOptions results = new BenchResultOptions();

  /** How long, how often, how closely. */
  private static final class MeasureOptions {
    @Option(
        names = "--find-ceiling",
        description = "Add subscribers until 0.1%% is lost or the p99 passes 50 ms.")
    private boolean findCeiling;

    @Option(
        names = "--rounds",
        defaultValue = "4",
        description = "Of a comparison (--other-...), each on both servers (${DEFAULT-VALUE}).")
    private int rounds = 4;

    @Option(
        names = "--warmup",
        paramLabel = "SECONDS",
        description = "Before a measurement (default: 3; of steps and rounds 1).")
    private @Nullable Integer warmup;

    @Option(
        names = "--duration",
        paramLabel = "SECONDS",
        description = "Of the measurement (default: 20; of each step or round 5).")
    private @Nullable Integer duration;

    @Option(
        names = "--verify",
        paramLabel = "N",
        defaultValue = "0",
        description = "Decrypt and check one packet in N (default: chosen by the load).")
    private int verify;

    BenchOptions.Timing timing(boolean once) {
      return new BenchOptions.Timing(
          verify,
          Duration.ofSeconds(warmup != null ? warmup : once ? 3 : 1),
          Duration.ofSeconds(duration != null ? duration : once ? 20 : 5));
    }

    BenchOptions.Mode mode(BenchOptions.@Nullable Target other) {
      if (other == null) {
        return findCeiling ? new BenchOptions.Mode.Ceiling() : new BenchOptions.Mode.Once();
      }
      if (findCeiling) {
        throw new IllegalArgumentException("--find-ceiling looks at one server at a time");
      }
      return new BenchOptions.Mode.Compare(other, rounds);
    }
  }

  BenchCommand() {
    super("parley bench");
  }

  @Override
  BenchOptions options() {
    BenchOptions.Mode mode = measure.mode(server.other());
    return new BenchOptions(
        server.target(),
        load.load(),
        load.srtp(),
        measure.timing(mode instanceof BenchOptions.Mode.Once),
        mode,
        results.outputs());
  }

  @Override
  int run(BenchOptions options) throws IOException, InterruptedException {
    return new Bench(options, System.out).run();
  }
}
