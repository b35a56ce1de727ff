package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoTest {
  @Test
  void aBitRateIsThatOfThePayload() {
    Video video = Video.ofBitrate(30, 2_000_000, 1000, 1);
    assertEquals(250, video.packetsPerSecond());
    assertEquals(250, packetsOfSeconds(video, 0, 1));
    assertEquals(15_000, packetsOfSeconds(video, 0, 60));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          30, 300, 10, 10
          30, 217.39, 7, 8
          25, 10, 0, 1
          30, 1, 0, 1
          """)
  void framesDifferByAtMostOnePacketAndKeepTheRate(int fps, double rate, int least, int most) {
    Video video = new Video(fps, rate, 1150, 1);
    int[] packets =
        LongStream.range(0, 1000L * fps)
            .mapToInt(frame -> video.packetsInFrame(0, frame))
            .sorted()
            .toArray();
    assertEquals(least, packets[0]);
    assertEquals(most, packets[packets.length - 1]);
    assertEquals(rate * 1000, LongStream.of(sum(packets)).sum(), 1);
  }

  @Test
  void eachLayerHasAQuarterOfTheNext() {
    Video video = new Video(30, 320, 1150, 3);
    assertEquals(List.of("q", "h", "f"), video.rids());
    assertEquals(20, video.packetsPerSecond(0));
    assertEquals(80, video.packetsPerSecond(1));
    assertEquals(320, video.packetsPerSecond(2));
    assertEquals(420, video.sentPacketsPerSecond());
    assertEquals(20, packetsOfSeconds(video, 0, 1));
    assertEquals(320, packetsOfSeconds(video, 2, 1));
    assertEquals(List.of("h", "f"), new Video(30, 320, 1150, 2).rids());
    assertEquals(List.of(), new Video(30, 320, 1150, 1).rids());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 300, 1150, 1",
    "30, 0, 1150, 1",
    "30, NaN, 1150, 1",
    "30, 300, 1201, 1",
    "30, 300, 39, 1",
    "30, 300, 1150, 0",
    "30, 300, 1150, 4",
    "30, 1e9, 1150, 1"
  })
  void whatCannotBeSentIsRefused(int fps, double rate, int bytes, int layers) {
    assertThrows(IllegalArgumentException.class, () -> new Video(fps, rate, bytes, layers));
  }

  private static long packetsOfSeconds(Video video, int layer, int seconds) {
    return LongStream.range(0, (long) seconds * video.framesPerSecond())
        .map(frame -> video.packetsInFrame(layer, frame))
        .sum();
  }

  private static long sum(int[] values) {
    long sum = 0;
    for (int value : values) {
      sum += value;
    }
    return sum;
  }
}
