package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.signaling.bench.DataBench;
import org.parley.signaling.bench.DataBenchOptions;
import org.parley.signaling.bench.DataBenchOptions.Stall;
import org.parley.signaling.bench.DataBenchOptions.Traffic;
import org.parley.signaling.bench.result.Outputs;

/** The load generator for data channels and the server, over real sockets on loopback. */
class BenchDataAgainstServerTest {
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
  void smallMessagesReachEverybodyOnce() throws Exception {
    JsonNode run = run("lossy", new Traffic.Lossy(200, 100), 3, 0, Stall.WINDOW);
    JsonNode measured = run.path("measurements").path(0);
    int expected = measured.path("expected").asInt();
    assertTrue(expected >= 3 * 100, measured.toString());
    assertEquals(expected, measured.path("received").asInt(), measured.toString());
    assertEquals(0, measured.path("duplicates").asInt(), measured.toString());
    assertEquals(0, measured.path("foreign").asInt(), measured.toString());
    assertEquals(0, measured.path("failures").asInt(), measured.toString());
    assertTrue(measured.path("p99Millis").asDouble() > 0, measured.toString());
    assertTrue(Files.readString(folder.resolve("report.md")).contains("| delivered |"));
  }

  @ParameterizedTest
  @ValueSource(ints = {16_384, 262_144})
  void largeMessagesArriveWholeAndInOrder(int bytes) throws Exception {
    JsonNode run = run("bulk-" + bytes, new Traffic.Bulk(bytes), 2, 0, Stall.WINDOW);
    JsonNode measured = run.path("measurements").path(0);
    assertTrue(measured.path("good").asBoolean(), measured.toString());
    assertTrue(measured.path("leastMegabitsPerSecond").asDouble() > 1, measured.toString());
  }

  @ParameterizedTest
  @EnumSource(Stall.class)
  void othersGoOnWhenOneStopsReading(Stall stall) throws Exception {
    JsonNode runs = run("stalled-" + stall, new Traffic.Lossy(200, 100), 3, 1, stall);
    JsonNode after = runs.path(1).path("measurements").path(0);
    assertEquals(2, after.path("receivers").asInt(), runs.toString());
    assertEquals(1, after.path("stalled").asInt(), runs.toString());
    assertTrue(after.path("expected").asInt() >= 2 * 100, runs.toString());
    assertEquals(after.path("expected").asInt(), after.path("received").asInt(), runs.toString());
  }

  @Test
  void leavesNobodyBehind() throws Exception {
    run("leave", new Traffic.Lossy(50, 100), 2, 0, Stall.WINDOW);
    String metrics = server.get("/metrics").body();
    assertTrue(metrics.contains("\nparley_participants 0.0\n"), metrics);
  }

  private JsonNode run(String room, Traffic traffic, int receivers, int stalled, Stall stall)
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataBenchOptions options =
        new DataBenchOptions(
            new DataBenchOptions.Target("here", server.url(), null, null),
            new DataBenchOptions.Load(traffic, receivers, stalled, stall, room),
            new DataBenchOptions.Timing(
                Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ZERO),
            new Outputs(null, folder, folder.resolve("history.jsonl")));
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new DataBench(options, out).run();
    }
    String output = bytes.toString(StandardCharsets.UTF_8);
    Path result = folder.resolve("result.json");
    assertTrue(Files.exists(result), output);
    return new ObjectMapper().readTree(Files.readString(result));
  }
}
