package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parley.signaling.bench.Bench;
import org.parley.signaling.bench.BenchOptions;
import org.parley.signaling.bench.Video;
import org.parley.signaling.bench.result.Outputs;

/** The load generator and the server, over real sockets on the loopback interface. */
class BenchAgainstServerTest {
  @TempDir private Path folder;
  private static LoopbackServer server;

  @BeforeAll
  static void start() throws Exception {
    server = LoopbackServer.start("turn.enabled=false");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void simulcastWithAudioAndRepairArrives() throws Exception {
    String output = run("simulcast", new Video(30, 240, 1000, 3), new BenchOptions.Mode.Once());
    String json = Files.readString(folder.resolve("result.json"));
    // The server forwards one of the layers at a time, and audio.
    assertTrue(json.contains("\"layers\" : 3"), json);
    assertTrue(json.contains("\"foreign\" : 0"), json);
    assertTrue(json.contains("\"rejected\" : 0"), json);
    assertTrue(json.contains("\"duplicates\" : 0"), json);
    assertTrue(json.contains("\"failures\" : 0"), json);
    assertTrue(received(json) > 3 * 50, json);
    assertTrue(output.contains("2 publishers, 4 subscribers"), output);
    assertTrue(Files.readString(folder.resolve("chart.svg")).contains("here"));
  }

  @Test
  void aServerComparedWithItselfHasItsOwnRooms() throws Exception {
    String output =
        run(
            "compare",
            new Video(30, 60, 500, 1),
            new BenchOptions.Mode.Compare(
                BenchOptions.Target.parley("again", server.url(), null, null), 1));
    assertTrue(output.contains("again"), output);
    String forwarded = output.lines().filter(l -> l.contains("Forwarded")).findFirst().orElse("0");
    double ratio = Double.parseDouble(forwarded.substring(forwarded.lastIndexOf(' ') + 1));
    // One second each on a machine that others use; nothing would be NaN or 0.
    assertTrue(ratio > 0.5 && ratio < 2, output);
  }

  @Test
  void leavesNobodyBehind() throws Exception {
    run("leave", new Video(30, 30, 500, 1), new BenchOptions.Mode.Once());
    String metrics = server.get("/metrics").body();
    assertTrue(metrics.contains("\nparley_participants 0.0\n"), metrics);
  }

  private static int received(String json) {
    return Integer.parseInt(json.replaceAll("(?s).*\"received\" : (\\d+).*", "$1"));
  }

  private String run(String prefix, Video video, BenchOptions.Mode mode) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BenchOptions options =
        new BenchOptions(
            BenchOptions.Target.parley("here", server.url(), null, null),
            new BenchOptions.Load(1, 2, 2, video, true, true, prefix, 4),
            BenchOptions.Srtp.GCM,
            new BenchOptions.Timing(0, Duration.ZERO, Duration.ofSeconds(1)),
            mode,
            new Outputs(null, folder, folder.resolve("history.jsonl")));
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new Bench(options, out).run();
    }
    String output = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(Files.exists(folder.resolve("history.jsonl")), output);
    return output;
  }
}
