package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.bench.Bench;
import org.parley.signaling.bench.BenchOptions;
import org.parley.signaling.bench.Video;
import org.parley.signaling.bench.result.Outputs;
import org.slf4j.LoggerFactory;

/** The whole server without what the best machines have, by its configuration. */
@Timeout(60)
class ForcedFallbackTest {
  @TempDir private Path folder;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger ours = (Logger) LoggerFactory.getLogger("org.parley");
  private final Level level = ours.getLevel();

  @BeforeEach
  void listen() {
    log.start();
    ours.addAppender(log);
    ours.setLevel(Level.INFO);
    ours.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    ours.detachAppender(log);
    ours.setLevel(level);
    ours.setAdditive(true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "media.transport=nio  | media by Netty NIO, no segmented sends, one socket",
        "media.transport=epoll| media by Netty epoll",
        "media.segmentation=off | no segmented sends",
        "crypto.provider=jdk  | Crypto by jdk (",
      })
  void startsSaysSoAndForwards(String setting, String said) throws Exception {
    try (LoopbackServer server = LoopbackServer.start("turn.enabled=false", setting)) {
      List<String> lines =
          List.copyOf(log.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
      assertTrue(lines.stream().anyMatch(line -> line.contains(said)), lines::toString);
      String result = forward(server.url());
      assertTrue(received(result) > 20, result);
      assertTrue(result.contains("\"failures\" : 0"), result);
      assertEquals(200, server.get("/health").statusCode());
      String metrics = server.get("/metrics").body();
      for (String name :
          List.of(
              "parley_media_video_withheld_total 0.0",
              "parley_media_audio_withheld_total 0.0",
              "parley_transport_paced_total",
              "parley_transport_dropped_total{reason=\"back_pressure\"}",
              "parley_transport_dropped_total{reason=\"too_long\"}")) {
        assertTrue(metrics.contains("\n" + name), () -> name + " in " + metrics);
      }
    }
  }

  private static int received(String json) {
    return Integer.parseInt(json.replaceAll("(?s).*\"received\" : (\\d+).*", "$1"));
  }

  /** One publisher and two viewers, for a second. */
  private String forward(String url) throws Exception {
    BenchOptions options =
        new BenchOptions(
            BenchOptions.Target.parley("here", url, null, null),
            new BenchOptions.Load(1, 1, 2, new Video(30, 60, 1000, 1), true, true, "room", 4),
            BenchOptions.Srtp.GCM,
            new BenchOptions.Timing(0, Duration.ZERO, Duration.ofSeconds(1)),
            new BenchOptions.Mode.Once(),
            new Outputs(null, folder, folder.resolve("history.jsonl")));
    try (PrintStream out =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)) {
      new Bench(options, out).run();
    }
    return Files.readString(folder.resolve("result.json"));
  }
}
