package org.parley.signaling.bench.turn;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.Outputs;

/**
 * What to load a TURN server with, how to measure it, and where the results go.
 *
 * @param other the server to compare with, in turns
 * @param requirements what the exit code tells, besides the limits of {@link RelayMeasurement}
 */
public record TurnBenchOptions(
    Target target,
    @Nullable Target other,
    Load load,
    Measure measure,
    List<Requirement> requirements,
    Outputs outputs) {

  /** What is measured. */
  public enum Mode {
    /** Packets between clients and peers at a given rate. */
    RELAY,
    /** The highest rate that is borne. */
    CEILING,
    /** Allocations as fast as they come, and what they leave behind. */
    ALLOCATIONS,
    /** Binding requests as fast as they are answered. */
    BINDINGS
  }

  /** How clients reach the server. */
  public enum Transport {
    UDP,
    TCP,
    /** Whatever certificate the server has. */
    TLS
  }

  /** How data is framed between client and server. */
  public enum Method {
    CHANNEL,
    /** Send and Data indications. */
    SEND
  }

  /** Which way the packets go. */
  public enum Direction {
    BOTH,
    TO_PEER,
    TO_CLIENT
  }

  /** Who a client says it is. */
  public sealed interface Credentials {
    /** A name and password of its own for each client, made from a shared secret. */
    record Secret(String secret) implements Credentials {
      @Override
      public String toString() {
        return "Secret";
      }
    }

    /** The same for all. */
    record Password(String user, String password) implements Credentials {
      @Override
      public String toString() {
        return "Password[" + user + "]";
      }
    }
  }

  /**
   * @param pid whose CPU time and memory are measured; who listens on the TCP port when absent
   */
  public record Target(
      String label, InetSocketAddress server, Credentials credentials, @Nullable Long pid) {
    public Target {
      if (server.isUnresolved()) {
        throw new IllegalArgumentException("the address of " + server + " is not known");
      }
    }
  }

  /**
   * @param packetsPerSecond of each allocation, in each direction
   * @param bytes of each packet, without framing
   * @param peers the address of our peers, as the server is to reach them
   * @param concurrency how many clients set up at the same time
   */
  public record Load(
      Transport transport,
      int allocations,
      Method method,
      Direction direction,
      double packetsPerSecond,
      int bytes,
      Pacer.Pacing pacing,
      InetAddress peers,
      int concurrency) {
    public Load {
      atLeast("allocations", allocations, 1);
      atLeast("bytes", bytes, Probe.LENGTH);
      atLeast("concurrency", concurrency, 1);
      if (bytes > Probe.MAX_LENGTH || !(packetsPerSecond > 0)) {
        throw new IllegalArgumentException("bytes are at most 1400, the rate is more than 0");
      }
    }

    int flows() {
      return direction == Direction.BOTH ? 2 * allocations : allocations;
    }

    Load at(double rate) {
      return new Load(
          transport, allocations, method, direction, rate, bytes, pacing, peers, concurrency);
    }
  }

  /**
   * @param rounds how often each server is measured
   * @param threads of this program; 0 chooses
   */
  public record Measure(Mode mode, int rounds, Duration warmup, Duration duration, int threads) {
    public Measure {
      atLeast("rounds", rounds, 1);
      atLeast("threads", threads, 0);
      if (!duration.isPositive() || warmup.isNegative()) {
        throw new IllegalArgumentException("duration must be positive, warmup not negative");
      }
    }

    int workers() {
      int processors = Runtime.getRuntime().availableProcessors();
      boolean light = mode == Mode.RELAY || mode == Mode.ALLOCATIONS;
      return threads > 0 ? threads : light ? 1 : Math.clamp(processors / 2, 1, 4);
    }
  }

  public TurnBenchOptions {
    requirements = List.copyOf(requirements);
    if (other == null && requirements.stream().anyMatch(Requirement::isRatio)) {
      throw new IllegalArgumentException("a ratio needs a second server (--other)");
    }
  }

  /** In words; runs are only compared with those of the same load. */
  String loadText() {
    String transport = load.transport().name();
    return switch (measure.mode()) {
      case RELAY -> transport + ": " + traffic(number(load.packetsPerSecond()) + " packets/s");
      case CEILING -> transport + ", ceiling: " + traffic("packets");
      case ALLOCATIONS ->
          "%s: %,d allocations as fast as they come, %d at once"
              .formatted(transport, load.allocations(), load.concurrency());
      case BINDINGS ->
          "%s: binding requests from %d sockets, %d at once"
              .formatted(transport, load.allocations(), load.concurrency());
    };
  }

  private String traffic(String rate) {
    String way =
        switch (load.direction()) {
          case BOTH -> "both ways";
          case TO_PEER -> "to the peer";
          case TO_CLIENT -> "to the client";
        };
    return "%d allocations × %s × %,d bytes %s, %s, %s"
        .formatted(
            load.allocations(),
            rate,
            load.bytes(),
            way,
            load.method() == Method.CHANNEL ? "channels" : "indications",
            load.pacing() == Pacer.Pacing.EVEN ? "even" : "in bursts");
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.2f", value);
  }

  Map<String, Object> settings(Target of) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("server", of.server().getHostString() + ":" + of.server().getPort());
    settings.put("mode", name(measure.mode()));
    settings.put("transport", name(load.transport()));
    settings.put("allocations", load.allocations());
    settings.put("method", name(load.method()));
    settings.put("direction", name(load.direction()));
    settings.put("packetsPerSecond", load.packetsPerSecond());
    settings.put("bytes", load.bytes());
    settings.put("pacing", name(load.pacing()));
    settings.put("concurrency", load.concurrency());
    settings.put("threads", measure.workers());
    settings.put("warmupSeconds", measure.warmup().toMillis() / 1e3);
    settings.put("durationSeconds", measure.duration().toMillis() / 1e3);
    return settings;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException("%s must be at least %d".formatted(what, least));
    }
  }
}
