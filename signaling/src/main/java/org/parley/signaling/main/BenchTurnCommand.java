package org.parley.signaling.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.turn.Requirement;
import org.parley.signaling.bench.turn.TurnBench;
import org.parley.signaling.bench.turn.TurnBenchOptions;
import org.parley.signaling.bench.turn.TurnBenchOptions.Mode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley bench turn}: loads a TURN server, or two in turns. */
@Command(
    name = "turn",
    abbreviateSynopsis = true,
    description = {
      "Loads a TURN server with clients, each with an allocation and a peer, and measures",
      "loss, latency and what the server pays. See docs/benchmark.md."
    })
final class BenchTurnCommand extends BenchProgram<TurnBenchOptions> {
  @ArgGroup(exclusive = false, heading = "The server%n")
  private final ServerOptions server = new ServerOptions();

  @ArgGroup(exclusive = false, heading = "The other server%n")
  private final OtherOptions other = new OtherOptions();

  @ArgGroup(exclusive = false, heading = "The load%n")
  private final BenchTurnLoadOptions load = new BenchTurnLoadOptions();

  @ArgGroup(exclusive = false, heading = "The measurement%n")
  private final MeasureOptions measure = new MeasureOptions();

  @ArgGroup(exclusive = false, heading = "The results%n")
  private final BenchResultOptions results = new BenchResultOptions();

  /** Where it is and who may use it. */
  private static final class ServerOptions {
    @Option(
        names = "--server",
        paramLabel = "HOST:PORT",
        defaultValue = "127.0.0.1:3478",
        description = "The TURN server (default: ${DEFAULT-VALUE}).")
    private String address = "127.0.0.1:3478";

    @Option(names = "--secret", description = "Shared secret: a user of its own for each client.")
    private @Nullable String secret;

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "One user for all.")
    private @Nullable String user;

    @Option(
        names = "--server-pid",
        paramLabel = "PID",
        description = "The server's process, when it does not listen on that TCP port as well.")
    private @Nullable Long pid;

    @Option(
        names = "--label",
        description = "Names the run in results (default: the installed commit, or parley).")
    private @Nullable String label;

    TurnBenchOptions.Target target() {
      String name = label != null ? label : Commit.installed().orElse("parley");
      return BenchTurnCommand.target(name, address, secret, user, pid);
    }
  }

  /** As {@link ServerOptions}. */
  private static final class OtherOptions {
    @Option(
        names = "--other",
        paramLabel = "HOST:PORT",
        description = "A TURN server to compare with: both are measured in turns.")
    private @Nullable String address;

    @Option(names = "--other-secret", description = "Its shared secret (default: --secret).")
    private @Nullable String secret;

    @Option(names = "--other-user", paramLabel = "NAME:PASSWORD", description = "Its user.")
    private @Nullable String user;

    @Option(names = "--other-pid", paramLabel = "PID", description = "Its process.")
    private @Nullable Long pid;

    @Option(names = "--other-label", defaultValue = "other", description = "Its name in results.")
    private String label = "other";

    TurnBenchOptions.@Nullable Target target(ServerOptions first) {
      if (address == null) {
        return null;
      }
      boolean same = secret == null && user == null;
      return BenchTurnCommand.target(
          label, address, same ? first.secret : secret, same ? first.user : user, pid);
    }
  }

  /** What, how long, how often, and what must come out. */
  private static final class MeasureOptions {
    @Option(
        names = "--measure",
        paramLabel = "WHAT",
        defaultValue = "RELAY",
        description =
            "relay (packets at the given rate, the default), ceiling (the highest rate with at"
                + " most 0.1%% lost and a p95 of 20 ms), allocations (as fast as they come),"
                + " bindings (binding requests as fast as they are answered).")
    private Mode mode = Mode.RELAY;

    @Option(
        names = "--rounds",
        description = "Of each server (default: 1, of a comparison 4, of ceilings 2).")
    private @Nullable Integer rounds;

    @Option(
        names = "--warmup",
        paramLabel = "SECONDS",
        defaultValue = "2",
        description = "Before each measurement (${DEFAULT-VALUE}).")
    private int warmup = 2;

    @Option(
        names = "--duration",
        paramLabel = "SECONDS",
        defaultValue = "5",
        description = "Of each measurement (${DEFAULT-VALUE}).")
    private int duration = 5;

    @Option(
        names = "--threads",
        defaultValue = "0",
        description = "Of this program (default: 1; of ceiling and bindings half the processors).")
    private int threads;

    @Option(
        names = "--require",
        paramLabel = "FIGURE<=BOUND",
        description =
            "What the median of a figure must be for the exit code 0, such as p99Millis<=1, or,"
                + " in proportion to the other server, cpuMicrosPerPacket<=0.6x. May be repeated.")
    private List<String> requirements = new ArrayList<>();

    TurnBenchOptions.Measure measure(boolean compares) {
      int standard = !compares ? 1 : mode == Mode.CEILING ? 2 : 4;
      return new TurnBenchOptions.Measure(
          mode,
          rounds != null ? rounds : standard,
          Duration.ofSeconds(warmup),
          Duration.ofSeconds(duration),
          threads);
    }
  }

  private static TurnBenchOptions.Target target(
      String label,
      String address,
      @Nullable String secret,
      @Nullable String user,
      @Nullable Long pid) {
    if (secret == null == (user == null)) {
      throw new IllegalArgumentException("either a secret or a user with a password is needed");
    }
    TurnBenchOptions.Credentials credentials;
    if (secret != null) {
      credentials = new TurnBenchOptions.Credentials.Secret(secret);
    } else {
      int colon = user.indexOf(':');
      if (colon < 1) {
        throw new IllegalArgumentException("a user is NAME:PASSWORD");
      }
      credentials =
          new TurnBenchOptions.Credentials.Password(
              user.substring(0, colon), user.substring(colon + 1));
    }
    return new TurnBenchOptions.Target(label, address(address), credentials, pid);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
      return new InetSocketAddress(
          InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no address with a port", e);
    }
  }

  BenchTurnCommand() {
    super("parley bench turn");
  }

  @Override
  TurnBenchOptions options() {
    TurnBenchOptions.Target second = other.target(server);
    return new TurnBenchOptions(
        server.target(),
        second,
        load.load(measure.mode),
        measure.measure(second != null),
        measure.requirements.stream().map(Requirement::parse).toList(),
        results.outputs());
  }

  @Override
  int run(TurnBenchOptions options) throws IOException, InterruptedException {
    return new TurnBench(options, System.out).run();
  }
}
