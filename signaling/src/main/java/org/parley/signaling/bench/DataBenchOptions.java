package org.parley.signaling.bench;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelOptions;
import org.parley.signaling.bench.result.Outputs;

/** What data channels to load a server with, how to measure it, and where the results go. */
public record DataBenchOptions(Target target, Load load, Timing timing, Outputs outputs) {

  /**
   * The server under load.
   *
   * @param label names it in results
   * @param url base URL of a Parley server
   * @param token that lets into the room, if the server wants one
   * @param serverPid process whose CPU time and memory are measured; looked for when absent
   */
  public record Target(String label, String url, @Nullable String token, @Nullable Long serverPid) {
    public Target {
      // Throws what is no URL.
      BenchOptions.Target.parley(label, url, token, serverPid);
    }

    URI base() {
      return URI.create(url);
    }

    BenchOptions.Target asMediaTarget() {
      return BenchOptions.Target.parley(label, url, token, serverPid);
    }
  }

  /** What is sent. */
  public sealed interface Traffic {
    /** Bytes of each message. */
    int bytes();

    /** Messages at a rate, unordered, each sent once. */
    record Lossy(double messagesPerSecond, int bytes) implements Traffic {
      public Lossy {
        BenchOptions.atLeast("bytes", bytes, Stamp.LENGTH);
        if (!(messagesPerSecond > 0)) {
          throw new IllegalArgumentException("the rate is more than 0");
        }
      }
    }

    /** Messages as fast as they go, reliable and in order. */
    record Bulk(int bytes) implements Traffic {
      public Bulk {
        BenchOptions.atLeast("bytes", bytes, Stamp.LENGTH);
      }
    }
  }

  /** How receivers stop reading. */
  public enum Stall {
    /** Messages are not taken: the window closes, what comes is acknowledged. */
    WINDOW,
    /** Nothing is acknowledged any more. ICE goes on. */
    SILENCE
  }

  /**
   * @param receivers of the one sender
   * @param stalled how many of them stop reading after a first measurement; a second follows
   * @param room where all meet
   */
  public record Load(Traffic traffic, int receivers, int stalled, Stall stall, String room) {
    public Load {
      BenchOptions.atLeast("receivers", receivers, 1);
      BenchOptions.atLeast("stalled", stalled, 0);
      if (stalled >= receivers) {
        throw new IllegalArgumentException("some receivers must go on reading");
      }
      if (traffic.bytes() > DataOffer.MAX_MESSAGE) {
        throw new IllegalArgumentException("messages have at most 262144 bytes");
      }
    }

    ChannelOptions channel() {
      String label = "bench";
      return switch (traffic) {
        case Traffic.Lossy _ -> ChannelOptions.lossy(label);
        case Traffic.Bulk _ -> ChannelOptions.reliable(label);
      };
    }
  }

  /**
   * @param warmup between the last join and the first measurement
   * @param duration of each measurement
   * @param settle between the stall and the second measurement
   */
  public record Timing(Duration warmup, Duration duration, Duration settle) {
    public Timing {
      if (!duration.isPositive() || warmup.isNegative() || settle.isNegative()) {
        throw new IllegalArgumentException("duration must be positive, warmup not negative");
      }
    }
  }

  /** In words; runs are only compared with those of the same load. */
  String loadText() {
    String what =
        switch (load.traffic()) {
          case Traffic.Lossy(double rate, int bytes) ->
              String.format(
                  Locale.ROOT, "%,.0f messages/s of %,d bytes, unordered, sent once", rate, bytes);
          case Traffic.Bulk(int bytes) ->
              String.format(
                  Locale.ROOT, "messages of %,d bytes at full speed, in order, reliable", bytes);
        };
    String stalled =
        load.stalled() == 0
            ? ""
            : ", %d stalled (%s)"
                .formatted(load.stalled(), load.stall().name().toLowerCase(Locale.ROOT));
    return "1 sender × %d receiver%s, %s%s"
        .formatted(load.receivers(), load.receivers() == 1 ? "" : "s", what, stalled);
  }

  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("url", target.url());
    settings.put("receivers", load.receivers());
    settings.put("bytes", load.traffic().bytes());
    if (load.traffic() instanceof Traffic.Lossy(double rate, int _)) {
      settings.put("messagesPerSecond", rate);
    }
    settings.put("reliable", load.traffic() instanceof Traffic.Bulk);
    settings.put("stalled", load.stalled());
    settings.put("warmupSeconds", timing.warmup().toMillis() / 1e3);
    settings.put("durationSeconds", timing.duration().toMillis() / 1e3);
    return settings;
  }
}
