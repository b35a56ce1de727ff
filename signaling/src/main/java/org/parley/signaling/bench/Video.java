package org.parley.signaling.bench;

import java.util.List;

/**
 * Synthetic VP8.
 *
 * @param packetsPerSecond of the highest layer; each layer below it has a quarter of the rate of
 *     the one above, as a browser's layers have a quarter of the picture
 * @param payloadBytes RTP payload of every packet
 * @param layers of simulcast, 1 to 3; 1 is none
 */
public record Video(int framesPerSecond, double packetsPerSecond, int payloadBytes, int layers) {
  static final int MAX_PAYLOAD = 1200;
  private static final List<String> RIDS = List.of("q", "h", "f");
  private static final int LAYER_RATIO = 4;
  private static final double MAX_PACKETS_PER_SECOND = 100_000;

  public Video {
    BenchOptions.atLeast("frames per second", framesPerSecond, 1);
    BenchOptions.atLeast("payload bytes", payloadBytes, SyntheticVideo.MIN_PAYLOAD);
    BenchOptions.atLeast("layers", layers, 1);
    if (payloadBytes > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload bytes: " + payloadBytes + ", at most " + MAX_PAYLOAD);
    }
    if (layers > RIDS.size()) {
      throw new IllegalArgumentException("layers: " + layers + ", at most " + RIDS.size());
    }
    if (!(packetsPerSecond >= 1 && packetsPerSecond <= MAX_PACKETS_PER_SECOND)) {
      throw new IllegalArgumentException(
          "packets per second: %.2f, 1 to %.0f"
              .formatted(packetsPerSecond, MAX_PACKETS_PER_SECOND));
    }
  }

  /** A rate in bits of RTP payload a second, as encoders count it. */
  public static Video ofBitrate(int framesPerSecond, long bits, int payloadBytes, int layers) {
    return new Video(framesPerSecond, bits / 8.0 / payloadBytes, payloadBytes, layers);
  }

  /** Of all layers of simulcast, the lowest first; empty without simulcast. */
  List<String> rids() {
    return layers == 1 ? List.of() : RIDS.subList(RIDS.size() - layers, RIDS.size());
  }

  double packetsPerSecond(int layer) {
    return packetsPerSecond / Math.pow(LAYER_RATIO, layers - 1 - layer);
  }

  /** What a publisher sends, all layers together. */
  double sentPacketsPerSecond() {
    double sum = 0;
    for (int layer = 0; layer < layers; layer++) {
      sum += packetsPerSecond(layer);
    }
    return sum;
  }

  /** Packets of the numbered frame, so that the rate is kept over time; may be none. */
  int packetsInFrame(int layer, long frame) {
    double rate = packetsPerSecond(layer);
    return (int) (upTo(frame + 1, rate) - upTo(frame, rate));
  }

  private long upTo(long frame, double rate) {
    return (long) Math.floor(frame * rate / framesPerSecond);
  }
}
