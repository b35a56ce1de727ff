package org.parley.signaling.main;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.DataBench;
import org.parley.signaling.bench.DataBenchOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley bench data}: loads a server's data channels. */
@Command(
    name = "data",
    abbreviateSynopsis = true,
    description = {
      "Sends messages on data channels from one participant to others in its room and measures",
      "loss, latency, throughput and what the server pays. See docs/benchmark.md."
    })
final class BenchDataCommand extends BenchProgram<DataBenchOptions> {
  @ArgGroup(exclusive = false, heading = "The server%n")
  private final ServerOptions server = new ServerOptions();

  @ArgGroup(exclusive = false, heading = "The load%n")
  private final LoadOptions load = new LoadOptions();

  @ArgGroup(exclusive = false, heading = "The measurement%n")
  private final MeasureOptions measure = new MeasureOptions();

  @ArgGroup(exclusive = false, heading = "The results%n")
  private final BenchResultOptions results = new BenchResultOptions();

  /** Where it is. */
  private static final class ServerOptions extends BenchUrlOptions {
    @Option(names = "--token", description = "Lets into the room, if the server wants one.")
    private @Nullable String token;

    DataBenchOptions.Target target() {
      String base = url.replaceAll("/+$", "");
      return new DataBenchOptions.Target(name(label, base), base, token, pid);
    }
  }

  /** Who receives what. */
  private static final class LoadOptions {
    @Option(names = "--receivers", description = "Receivers of the one sender (default: 50).")
    private int receivers = 50;

    @Option(
        names = "--rate",
        paramLabel = "N",
        description = "Messages a second, unordered, each sent once (default: 1,000).")
    private double rate = 1_000;

    @Option(
        names = "--bulk",
        description = "Messages as fast as they go instead, in order and reliable.")
    private boolean bulk;

    @Option(
        names = "--bytes",
        description = "Of each message, 16 to 262144 (default: 100; with --bulk 65536).")
    private @Nullable Integer bytes;

    @Option(
        names = "--stalled",
        paramLabel = "K",
        description = "Of the receivers, those who stop reading before a second measurement.")
    private int stalled;

    @Option(
        names = "--stall",
        paramLabel = "HOW",
        description =
            "window (what comes is acknowledged, but not taken; the default) or silence (nothing"
                + " is acknowledged).")
    private DataBenchOptions.Stall stall = DataBenchOptions.Stall.WINDOW;

    @Option(
        names = "--room",
        defaultValue = "bench-data",
        description = "Where all meet (${DEFAULT-VALUE}).")
    private String room = "bench-data";

    DataBenchOptions.Load load() {
      DataBenchOptions.Traffic traffic =
          bulk
              ? new DataBenchOptions.Traffic.Bulk(bytes == null ? 65_536 : bytes)
              : new DataBenchOptions.Traffic.Lossy(rate, bytes == null ? 100 : bytes);
      return new DataBenchOptions.Load(traffic, receivers, stalled, stall, room);
    }
  }

  /** How long. */
  private static final class MeasureOptions {
    @Option(
        names = "--warmup",
        paramLabel = "SECONDS",
        description = "Before the first measurement (default: 3).")
    private int warmup = 3;

    @Option(
        names = "--duration",
        paramLabel = "SECONDS",
        description = "Of each measurement (default: 10).")
    private int duration = 10;

    @Option(
        names = "--settle",
        paramLabel = "SECONDS",
        description = "Between the stall and the second measurement (default: 0).")
    private int settle;

    DataBenchOptions.Timing timing() {
      return new DataBenchOptions.Timing(
          Duration.ofSeconds(warmup), Duration.ofSeconds(duration), Duration.ofSeconds(settle));
    }
  }

  BenchDataCommand() {
    super("parley bench data");
  }

  @Override
  DataBenchOptions options() {
    return new DataBenchOptions(server.target(), load.load(), measure.timing(), results.outputs());
  }

  @Override
  int run(DataBenchOptions options) throws IOException, InterruptedException {
    return new DataBench(options, System.out).run();
  }
}
