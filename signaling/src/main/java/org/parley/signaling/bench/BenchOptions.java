package org.parley.signaling.bench;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.Outputs;

/** What to load a server with, how to measure it, and where the results go. */
public record BenchOptions(
    Target target, Load load, Srtp srtp, Timing timing, Mode mode, Outputs outputs) {

  /** Which SRTP profile the clients offer. */
  public enum Srtp {
    /** AEAD_AES_128_GCM (RFC 7714). */
    GCM,
    /** AES128_CM_HMAC_SHA1_80 (RFC 3711). */
    CM
  }

  /**
   * The server under load.
   *
   * @param label names it in results
   * @param whipUrl with {@code {room}} and {@code {name}}, the publisher's name
   * @param whepUrl with {@code {room}} and {@code {name}}, the name of the publisher to watch
   * @param token bearer token, if the server wants one
   * @param serverPid process whose CPU time and memory are measured; looked for when absent
   */
  public record Target(
      String label,
      String whipUrl,
      String whepUrl,
      @Nullable String token,
      @Nullable Long serverPid) {
    public Target {
      endpoint(whipUrl);
      endpoint(whepUrl);
    }

    private static void endpoint(String template) {
      URI uri;
      try {
        uri = WhipClient.endpoint(template, "room", "name");
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("'" + template + "' is no URL", e);
      }
      if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
        throw new IllegalArgumentException("'" + template + "' is no http or https URL");
      }
    }

    /** Parley's URLs under a base such as {@code http://127.0.0.1:8080}. */
    public static Target parley(
        String label, String baseUrl, @Nullable String token, @Nullable Long serverPid) {
      String base = baseUrl.replaceAll("/+$", "");
      return new Target(
          label, base + "/whip/{room}?name={name}", base + "/whep/{room}/{name}", token, serverPid);
    }

    /** Where a Parley server would tell its figures. */
    URI metrics() {
      return WhipClient.endpoint(whipUrl, "room", "name").resolve("/metrics");
    }
  }

  /**
   * @param publishers in every room
   * @param subscribers of every publisher; the first number of them when the ceiling is sought
   * @param nack whether losses are asked for and repaired by RTX
   * @param roomPrefix rooms are named by it and a number
   * @param joinsAtOnce how many joins are under way at the same time
   */
  public record Load(
      int rooms,
      int publishers,
      int subscribers,
      Video video,
      boolean audio,
      boolean nack,
      String roomPrefix,
      int joinsAtOnce) {
    public Load {
      atLeast("rooms", rooms, 1);
      atLeast("publishers", publishers, 1);
      atLeast("subscribers", subscribers, 0);
      atLeast("joins at once", joinsAtOnce, 1);
    }

    /** What one subscriber gets at most. */
    double packetsPerSubscription() {
      return video.packetsPerSecond() + (audio ? SyntheticAudio.PACKETS_PER_SECOND : 0);
    }
  }

  /**
   * @param verifyOneIn how many of the received packets are decrypted and checked: one in so many;
   *     0 chooses by the load. The others are told by their sequence numbers, which are in clear.
   * @param warmup between the last join and the measurement
   * @param duration of the measurement, of each step, or of each round
   */
  public record Timing(int verifyOneIn, Duration warmup, Duration duration) {
    public Timing {
      atLeast("verify one in", verifyOneIn, 0);
      if (!duration.isPositive() || warmup.isNegative()) {
        throw new IllegalArgumentException("duration must be positive, warmup not negative");
      }
    }
  }

  /** What is done with the load. */
  public sealed interface Mode {
    /** One measurement. */
    record Once() implements Mode {}

    /** More subscribers step by step until the server cannot bear them. */
    record Ceiling() implements Mode {}

    /** The same load on another server, in turns. */
    record Compare(Target other, int rounds) implements Mode {
      public Compare {
        atLeast("rounds", rounds, 1);
      }
    }
  }

  /** The same load on the server to compare with, which may be the same: in rooms of its own. */
  BenchOptions on(Target other) {
    Load elsewhere =
        new Load(
            load.rooms(),
            load.publishers(),
            load.subscribers(),
            load.video(),
            load.audio(),
            load.nack(),
            load.roomPrefix() + "-other",
            load.joinsAtOnce());
    return new BenchOptions(other, elsewhere, srtp, timing, mode, outputs);
  }

  /** In words; runs are only compared with those of the same load. */
  String loadText() {
    StringBuilder text = new StringBuilder();
    text.append(
        text(
            "%s × %s × %s, %.0f packets/s of %d bytes at %d fps",
            count(load.rooms(), "room"),
            count(load.publishers(), "publisher"),
            count(load.subscribers(), "subscriber"),
            load.video().packetsPerSecond(),
            load.video().payloadBytes(),
            load.video().framesPerSecond()));
    text.append(load.video().layers() > 1 ? ", " + load.video().layers() + " layers" : "");
    text.append(load.audio() ? ", audio" : "").append(load.nack() ? ", NACK" : "");
    text.append(", ").append(srtp);
    return text.append(mode instanceof Mode.Ceiling ? ", ceiling" : "").toString();
  }

  Map<String, Object> settings(Target of) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("whipUrl", of.whipUrl());
    settings.put("whepUrl", of.whepUrl());
    settings.put("rooms", load.rooms());
    settings.put("publishersPerRoom", load.publishers());
    settings.put("subscribersPerPublisher", load.subscribers());
    settings.put("framesPerSecond", load.video().framesPerSecond());
    settings.put("packetsPerSecond", load.video().packetsPerSecond());
    settings.put("payloadBytes", load.video().payloadBytes());
    settings.put("layers", load.video().layers());
    settings.put("audio", load.audio());
    settings.put("nack", load.nack());
    settings.put("srtp", srtp.name());
    settings.put("warmupSeconds", timing.warmup().toMillis() / 1e3);
    settings.put("durationSeconds", timing.duration().toMillis() / 1e3);
    return settings;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  static void atLeast(String what, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(what + ": " + value + ", at least " + minimum);
    }
  }
}
