package org.parley.signaling.main;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.Bench;
import org.parley.signaling.bench.BenchOptions;
import org.parley.signaling.config.LogConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code parley bench}: loads a server, this or another one, with synthetic participants. */
@Command(
    name = "bench",
    description = {
      "Loads a server with synthetic publishers and subscribers by WHIP and WHEP and measures",
      "loss, latency and what the server pays. See docs/benchmark.md."
    })
final class BenchCommand implements Callable<Integer> {
  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "Base URL of a Parley server (default: ${DEFAULT-VALUE}).")
  private String url = "";

  @Option(
      names = "--whip-url",
      paramLabel = "URL",
      description = "Where others publish; {room} and {name} are replaced.")
  private @Nullable String whipUrl;

  @Option(
      names = "--whep-url",
      paramLabel = "URL",
      description = "Where others subscribe; {room} and {name} are replaced.")
  private @Nullable String whepUrl;

  @Option(names = "--token", description = "Bearer token, if the server wants one.")
  private @Nullable String token;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process, to measure its CPU time and memory.")
  private @Nullable Long serverPid;

  @Option(names = "--rooms", defaultValue = "1", description = "Rooms (${DEFAULT-VALUE}).")
  private int rooms;

  @Option(
      names = "--publishers",
      defaultValue = "1",
      description = "Publishers in every room (${DEFAULT-VALUE}).")
  private int publishers;

  @Option(
      names = "--subscribers",
      defaultValue = "10",
      description = "Subscribers of every publisher (${DEFAULT-VALUE}).")
  private int subscribers;

  @Option(names = "--fps", defaultValue = "30", description = "Frames a second (${DEFAULT-VALUE}).")
  private int fps;

  @Option(
      names = "--packets-per-frame",
      paramLabel = "N",
      defaultValue = "10",
      description = "Packets of every frame (${DEFAULT-VALUE}).")
  private int packetsPerFrame;

  @Option(
      names = "--bytes",
      defaultValue = "1150",
      description = "RTP payload of every video packet (${DEFAULT-VALUE}).")
  private int bytes;

  @Option(names = "--audio", description = "Publishers send audio as well, 50 packets a second.")
  private boolean audio;

  @Option(
      names = "--srtp",
      defaultValue = "gcm",
      description = "SRTP profile: gcm or cm (${DEFAULT-VALUE}).")
  private BenchOptions.Srtp srtp = BenchOptions.Srtp.GCM;

  @Option(
      names = "--verify",
      paramLabel = "N",
      defaultValue = "1",
      description = "Decrypt and check one packet in N (${DEFAULT-VALUE}).")
  private int verify;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "3",
      description = "Between the last join and the measurement (${DEFAULT-VALUE}).")
  private int warmup;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Of the measurement, or of each step (${DEFAULT-VALUE}).")
  private int duration;

  @Option(
      names = "--joins-at-once",
      paramLabel = "N",
      defaultValue = "10",
      description = "Joins that are under way at the same time (${DEFAULT-VALUE}).")
  private int joinsAtOnce;

  @Option(
      names = "--room-prefix",
      paramLabel = "NAME",
      defaultValue = "bench",
      description = "Rooms are called NAME-0, NAME-1, ... (${DEFAULT-VALUE}).")
  private String roomPrefix = "";

  @Option(
      names = "--find-ceiling",
      description = "Add subscribers until 0.1%% is lost or the p99 passes 50 ms.")
  private boolean findCeiling;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results here as well.")
  private @Nullable Path json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    BenchOptions options;
    try {
      options = options();
    } catch (IllegalArgumentException e) {
      System.err.println("parley bench: " + e.getMessage());
      return 2;
    }
    Logging.setUp(new LogConfig(LogConfig.Level.WARN));
    return new Bench(options, System.out).run();
  }

  private BenchOptions options() {
    BenchOptions.Target parley = BenchOptions.Target.parley(url, token, serverPid);
    BenchOptions.Target target =
        new BenchOptions.Target(
            whipUrl == null ? parley.whipUrl() : whipUrl,
            whepUrl == null ? parley.whepUrl() : whepUrl,
            token,
            serverPid);
    BenchOptions.Load load =
        new BenchOptions.Load(
            rooms,
            publishers,
            subscribers,
            new BenchOptions.Video(fps, packetsPerFrame, bytes),
            audio,
            roomPrefix,
            joinsAtOnce);
    return new BenchOptions(
        target,
        load,
        srtp,
        verify,
        Duration.ofSeconds(warmup),
        Duration.ofSeconds(duration),
        findCeiling,
        json);
  }
}
