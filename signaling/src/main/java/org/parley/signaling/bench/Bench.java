package org.parley.signaling.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.parley.media.transport.srtp.SrtpProfile;

/** One run of the load generator, from the first join to the printed result. */
public final class Bench {
  private static final double CEILING_GROWTH = 1.25;
  private static final int MIN_CEILING_STEP = 10;
  private static final int MAX_CEILING_SUBSCRIBERS = 5_000;

  private final BenchOptions options;
  private final PrintStream out;

  public Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Joins, measures, prints, leaves.
   *
   * @return the process' exit code: 0 if the server bore the load (at most 0.1% lost, 99th
   *     percentile of the latency at most 50 ms, no failed join), else 1
   */
  public int run() throws IOException, InterruptedException {
    SecureRandom random = new SecureRandom();
    WhipClient whip = new WhipClient(options.target().token());
    try (BenchNetwork network = new BenchNetwork(receiveLoops())) {
      Joiner joiner = new Joiner(network, whip, profile(), random);
      Fleet fleet =
          new Fleet(options, network, joiner, whip, new SplittableRandom(random.nextLong()));
      Observer observer = new Observer(options, network, fleet, out);
      List<Measurement> measurements = new ArrayList<>();
      try {
        measure(fleet, observer, measurements);
      } finally {
        fleet.leave();
      }
      fleet.failures().stream().distinct().limit(5).forEach(out::println);
      return report(measurements);
    } finally {
      whip.close();
    }
  }

  private void measure(Fleet fleet, Observer observer, List<Measurement> measurements)
      throws InterruptedException {
    fleet.invitePublishers();
    observer.awaitJoins();
    if (!fleet.failures().isEmpty()) {
      return;
    }
    int publishers = fleet.publishers().size();
    fleet.inviteSubscribers(options.load().subscribers() * publishers);
    observer.awaitJoins();
    measurements.add(step(observer));
    while (options.findCeiling() && measurements.getLast().isGood()) {
      int subscribers = fleet.subscribers().size();
      int more = Math.max(MIN_CEILING_STEP, (int) (subscribers * (CEILING_GROWTH - 1)));
      if (subscribers + more > MAX_CEILING_SUBSCRIBERS) {
        return;
      }
      fleet.inviteSubscribers(more);
      observer.awaitJoins();
      Measurement measurement = step(observer);
      // On a machine that is shared, one bad moment is not yet the ceiling.
      measurements.add(measurement.isGood() ? measurement : step(observer));
    }
  }

  private Measurement step(Observer observer) throws InterruptedException {
    observer.watch("warm-up", options.warmup());
    return observer.measure();
  }

  private int report(List<Measurement> measurements) throws IOException {
    if (measurements.isEmpty()) {
      out.println("Nothing was measured: the publishers could not join.");
      return 1;
    }
    measurements.forEach(measurement -> out.println(ResultText.table(measurement)));
    if (options.findCeiling()) {
      out.println(
          measurements.stream()
              .filter(Measurement::isGood)
              .reduce((_, later) -> later)
              .map(good -> "ceiling: %,.0f packets/s".formatted(good.packetsPerSecond()))
              .orElse("ceiling: below the first step"));
    }
    if (options.json() != null) {
      Files.writeString(options.json(), ResultText.json(options, measurements) + "\n");
    }
    return measurements.getFirst().isGood() ? 0 : 1;
  }

  private SrtpProfile profile() {
    return switch (options.srtp()) {
      case GCM -> SrtpProfile.AEAD_AES_128_GCM;
      case CM -> SrtpProfile.AES128_CM_HMAC_SHA1_80;
    };
  }

  /** Half of the processors: the server needs the others. */
  private static int receiveLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
