package org.parley.signaling.bench;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to load a server with, and how to measure it.
 *
 * @param verifyOneIn how many of the received packets are decrypted and checked: one in so many; 1
 *     checks all. The others are accounted for by their sequence numbers, which are in clear.
 * @param warmup between the last join and the measurement
 * @param duration of the measurement, or of each step of {@code findCeiling}
 * @param findCeiling add subscribers step by step until more than 0.1% is lost or the 99th
 *     percentile of the latency passes 50 ms
 * @param json file for the results
 */
public record BenchOptions(
    Target target,
    Load load,
    Srtp srtp,
    int verifyOneIn,
    Duration warmup,
    Duration duration,
    boolean findCeiling,
    @Nullable Path json) {

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
   * @param whipUrl with {@code {room}} and {@code {name}}, the publisher's name
   * @param whepUrl with {@code {room}} and {@code {name}}, the name of the publisher to watch
   * @param token bearer token, if the server wants one
   * @param serverPid process whose CPU time and memory are measured, if it runs on this machine
   */
  public record Target(
      String whipUrl, String whepUrl, @Nullable String token, @Nullable Long serverPid) {

    /** Parley's URLs under a base such as {@code http://127.0.0.1:8080}. */
    public static Target parley(String baseUrl, @Nullable String token, @Nullable Long serverPid) {
      String base = baseUrl.replaceAll("/+$", "");
      return new Target(
          base + "/whip/{room}?name={name}", base + "/whep/{room}/{name}", token, serverPid);
    }
  }

  /**
   * @param publishers in every room
   * @param subscribers of every publisher; the first number of them with {@code findCeiling}
   * @param roomPrefix rooms are named by it and a number
   * @param joinsAtOnce how many joins are under way at the same time
   */
  public record Load(
      int rooms,
      int publishers,
      int subscribers,
      Video video,
      boolean audio,
      String roomPrefix,
      int joinsAtOnce) {
    public Load {
      atLeast("rooms", rooms, 1);
      atLeast("publishers", publishers, 1);
      atLeast("subscribers", subscribers, 0);
      atLeast("joins at once", joinsAtOnce, 1);
    }
  }

  /**
   * Synthetic VP8.
   *
   * @param payloadBytes RTP payload of every packet
   */
  public record Video(int framesPerSecond, int packetsPerFrame, int payloadBytes) {
    public static final Video DEFAULT = new Video(30, 10, 1150);

    public Video {
      atLeast("frames per second", framesPerSecond, 1);
      atLeast("packets per frame", packetsPerFrame, 1);
      atLeast("payload bytes", payloadBytes, SyntheticVideo.MIN_PAYLOAD);
      if (payloadBytes > 1200) {
        throw new IllegalArgumentException("payload bytes: " + payloadBytes + ", at most 1200");
      }
    }
  }

  public BenchOptions {
    atLeast("verify one in", verifyOneIn, 1);
    if (!duration.isPositive() || warmup.isNegative()) {
      throw new IllegalArgumentException("duration must be positive, warmup not negative");
    }
  }

  private static void atLeast(String what, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(what + ": " + value + ", at least " + minimum);
    }
  }
}
