package org.parley.signaling.main;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.turn.Pacer;
import org.parley.signaling.bench.turn.TurnBenchOptions;
import org.parley.signaling.bench.turn.TurnBenchOptions.Mode;
import picocli.CommandLine.Option;

/** How many clients, and what they exchange with their peers. */
final class BenchTurnLoadOptions {
  private static final int BURST_OF_ALLOCATIONS = 5_000;

  @Option(
      names = "--transport",
      defaultValue = "UDP",
      description = "udp, tcp or tls between clients and server (default: udp).")
  private TurnBenchOptions.Transport transport = TurnBenchOptions.Transport.UDP;

  @Option(
      names = "--allocations",
      description =
          "Clients with one allocation each (default: 100; 5,000 where their rate is measured);"
              + " of binding requests the sockets.")
  private @Nullable Integer allocations;

  @Option(
      names = "--packets-per-second",
      defaultValue = "50",
      description = "Of each allocation in each direction; where the search for a ceiling begins.")
  private double packetsPerSecond = 50;

  @Option(
      names = "--bytes",
      defaultValue = "1000",
      description = "Of each packet (${DEFAULT-VALUE}).")
  private int bytes = 1_000;

  @Option(
      names = "--direction",
      defaultValue = "BOTH",
      description = "both (the default), to_peer or to_client.")
  private TurnBenchOptions.Direction direction = TurnBenchOptions.Direction.BOTH;

  @Option(
      names = "--method",
      defaultValue = "CHANNEL",
      description = "channel (the default), or send: Send and Data indications.")
  private TurnBenchOptions.Method method = TurnBenchOptions.Method.CHANNEL;

  @Option(
      names = "--pacing",
      defaultValue = "EVEN",
      description =
          "even (the default): each packet at its own moment; burst: those of all allocations at"
              + " the same moment.")
  private Pacer.Pacing pacing = Pacer.Pacing.EVEN;

  @Option(
      names = "--peers",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Where our peers are, as the server reaches them (${DEFAULT-VALUE}).")
  private InetAddress peers = InetAddress.getLoopbackAddress();

  @Option(
      names = "--concurrency",
      defaultValue = "256",
      description = "Requests under way at the same time, of each thread (${DEFAULT-VALUE}).")
  private int concurrency = 256;

  TurnBenchOptions.Load load(Mode mode) {
    int standard = mode == Mode.ALLOCATIONS ? BURST_OF_ALLOCATIONS : 100;
    return new TurnBenchOptions.Load(
        transport,
        allocations != null ? allocations : standard,
        method,
        direction,
        packetsPerSecond,
        bytes,
        pacing,
        peers,
        concurrency);
  }
}
