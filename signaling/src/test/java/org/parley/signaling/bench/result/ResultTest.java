package org.parley.signaling.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** From a measurement to table, JSON, history, chart and report. */
class ResultTest {
  private static final String LOAD = "1 room × 1 publisher × 10 subscribers";

  private static final Duration TIME = Duration.ofSeconds(10);

  private static final List<Figure> PANELS =
      List.of(MediaFigure.CPU, MediaFigure.P99, MediaFigure.PACKETS);

  @TempDir private Path folder;

  @Test
  void figuresArePerForwardedPacket() {
    Measurement m = measurement(1_000, 2_000);
    assertEquals(100, MediaFigure.PACKETS.of(m));
    assertEquals(2, MediaFigure.CPU.of(m));
    assertEquals(16, MediaFigure.ALLOCATION.of(m));
    assertEquals(10, MediaFigure.MEMORY.of(m));
    assertEquals(3, MediaFigure.PAUSES.of(m), 1e-9);
    assertEquals(0, MediaFigure.LOSS.of(m));
    assertTrue(Double.isNaN(MediaFigure.JOIN_P50.of(m)));
    assertTrue(m.isGood());
  }

  @Test
  void whatIsUnknownIsADash() {
    Measurement m = without(measurement(1_000, 2_000));
    assertTrue(Double.isNaN(MediaFigure.CPU.of(m)));
    assertEquals("–", MediaFigure.CPU.text(MediaFigure.CPU.of(m)));
    assertTrue(
        ResultTable.text(m).contains("server                         –"), ResultTable.text(m));
    assertTrue(
        ResultTable.text(measurement(1_000, 2_000)).contains("16.0 bytes per forwarded packet"));
  }

  @Test
  void lossAndLatencyAndJoinsAreLimits() {
    assertEquals(Measurement.Limit.NONE, measurement(999, 1).mediaLimit());
    assertEquals(Measurement.Limit.LOSS, measurement(998, 1).limit());
    assertEquals(Measurement.Limit.LOSS, measurement(0, 1).limit());
  }

  @Test
  void theProgramItselfMayBeTheLimit() {
    assertEquals(Optional.empty(), measurement(1_000, 1).doubt());
    assertTrue(with(0.95, 0.5, 0).doubt().orElseThrow().contains("busiest thread"));
    assertTrue(with(0.5, 0.99, 0).doubt().orElseThrow().contains("processors"));
    assertTrue(with(0.5, 0.5, 500).doubt().orElseThrow().contains("sockets"));
    assertEquals(Optional.empty(), with(0.5, Double.NaN, 5).doubt());
  }

  @Test
  void mediansAndRatio() {
    Run one =
        run("a", measurement(1_000, 1_000), measurement(1_000, 9_000), measurement(1_000, 2_000));
    Run other = run("b", measurement(1_000, 4_000), measurement(1_000, 4_000));
    assertEquals(0.5, Comparison.ratio(MediaFigure.CPU, one, other), 1e-9);
    assertEquals("2.00 (1.00 to 9.00)", Comparison.cell(MediaFigure.CPU, one));
    assertEquals("–", Comparison.cell(MediaFigure.JOIN_P50, one));
    assertTrue(Comparison.table(one, other).contains(" 0.50\n"));
    assertTrue(Double.isNaN(Comparison.median(new double[0])));
    assertEquals(2.5, Comparison.median(new double[] {1, 2, 3, 9}));
  }

  @Test
  void theHistoryKeepsRunsOfEveryLoadAndReturnsThoseOfOne() throws Exception {
    Path file = folder.resolve("deep").resolve("bench.jsonl");
    History history = new History(file);
    assertEquals(List.of(), history.last(LOAD, 5));
    for (int i = 0; i < 7; i++) {
      history.add(run("r" + i, measurement(1_000, 1_000 * (i + 1))));
    }
    Files.writeString(file, Files.readString(file) + "no JSON\n{\"time\":\"never\"}\n{}\n");
    List<History.Entry> last = history.last(LOAD, 5);
    assertEquals(
        List.of("r2", "r3", "r4", "r5", "r6"), last.stream().map(History.Entry::label).toList());
    assertEquals(7, last.getLast().value(MediaFigure.CPU));
    assertTrue(Double.isNaN(last.getLast().value(MediaFigure.JOIN_P95)));
    assertEquals(List.of(), history.last("another load", 5));
  }

  @Test
  void theChartShowsEveryRunAndIsWellFormed() throws Exception {
    List<History.Entry> runs = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      runs.add(run("<r&" + i + ">", measurement(1_000, 1_000 * (i + 1))).entry());
    }
    Document svg = parse(Chart.svg(LOAD + " <&>", PANELS, runs));
    NodeList texts = svg.getElementsByTagName("text");
    List<String> words = new ArrayList<>();
    for (int i = 0; i < texts.getLength(); i++) {
      words.add(texts.item(i).getTextContent());
    }
    for (int i = 0; i < 12; i++) {
      assertTrue(words.contains("<r&" + i + ">"), words::toString);
      assertTrue(words.contains("%d.00".formatted(i + 1)), words::toString);
    }
    assertTrue(words.contains("CPU per forwarded packet (µs)"), words::toString);
    assertTrue(words.contains("Latency, p99 (ms)"), words::toString);
    assertTrue(words.contains("Forwarded (packets/s)"), words::toString);
    assertEquals(1 + 3 * 12, svg.getElementsByTagName("rect").getLength());
  }

  @Test
  void aChartOfUnknownFiguresOrOfNothingIsWellFormed() throws Exception {
    parse(Chart.svg(LOAD, PANELS, List.of()));
    Document svg =
        parse(Chart.svg(LOAD, PANELS, List.of(run("\u0001", without(measurement(0, 1))).entry())));
    assertTrue(svg.getDocumentElement().getTextContent().contains("–"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0.25", "18, 5", "14934, 5000", "4.1, 2", "0.03, 0.01", "100, 50", "9, 2.5"})
  void ticksAreRoundNumbersThatHoldTheHighest(double highest, double step) {
    assertEquals(step, Chart.niceStep(highest), step * 1e-9);
    assertTrue(4 * step >= highest);
  }

  @Test
  void theReportHoldsTablesChartAndJson() throws Exception {
    Run a = run("a", measurement(1_000, 1_000));
    Run b = run("b", measurement(1_000, 2_000));
    new Report("parley bench", List.of(a, b), List.of(a.entry(), b.entry())).writeInto(folder);
    String markdown = Files.readString(folder.resolve("report.md"));
    assertTrue(
        markdown.contains("| median (least to greatest) | a | b | ratio |\n| --- |"), markdown);
    assertTrue(markdown.contains("| 0.50 |"), markdown);
    assertTrue(markdown.contains("![The last runs](chart.svg)"), markdown);
    assertTrue(Files.readString(folder.resolve("report.html")).contains("<svg "));
    parse(Files.readString(folder.resolve("chart.svg")));
    JsonNode json = ResultJson.MAPPER.readTree(folder.resolve("result.json").toFile());
    assertEquals(2, json.size());
    JsonNode server = json.get(1).get("measurements").get(0).get("server");
    assertEquals(2, server.get("cpuMicrosPerPacket").asDouble());
    assertEquals(16, server.get("allocatedBytesPerPacket").asDouble());
    assertEquals(3, server.get("gcPauses").get("totalMillis").asDouble());
  }

  @Test
  void jsonHasNullForWhatIsUnknown() throws Exception {
    Path file = folder.resolve("r.json");
    new Report("parley bench", List.of(run("a", without(measurement(0, 1)))), List.of())
        .writeJson(file);
    JsonNode m = ResultJson.MAPPER.readTree(file.toFile()).get("measurements").get(0);
    assertTrue(m.get("server").isNull());
    assertTrue(m.get("joinMillis").isNull());
    assertFalse(m.get("good").asBoolean());
  }

  @Test
  void aCeilingIsThatOfItsBestStep() {
    Measurement good = measurement(1_000, 1_000);
    Measurement bad = measurement(500, 9_000);
    Run run =
        new Run(
            Instant.EPOCH,
            "a",
            LOAD,
            Map.of(),
            List.of(good, bad),
            Optional.of(new Run.Ceiling(100, 10, "more than 0.1% was lost", List.of(good))));
    assertEquals(good, run.best());
    assertEquals(1, run.entry().value(MediaFigure.CPU));
    assertEquals(
        "Ceiling: 100 packets/s with 10 subscribers; more than 0.1% was lost",
        Report.ceiling(run.ceiling().orElseThrow()));
    assertEquals(
        "Ceiling: below the smallest load; x",
        Report.ceiling(new Run.Ceiling(0, 0, "x", List.of())));
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  private static Run run(String label, Measurement... measurements) {
    return new Run(
        Instant.EPOCH, label, LOAD, Map.of("rooms", 1), List.of(measurements), Optional.empty());
  }

  private static Measurement measurement(long received, long cpuMicros) {
    return measurement(received, cpuMicros, generator(0.1, 0.5, 0));
  }

  private static Measurement with(double busiest, double machine, long drops) {
    return measurement(500, 1, generator(busiest, machine, drops));
  }

  private static GeneratorUse generator(double busiest, double machine, long drops) {
    return new GeneratorUse(TIME, Duration.ZERO, busiest, machine, drops);
  }

  private static Measurement without(Measurement m) {
    return new Measurement(
        m.publishers(),
        m.subscribers(),
        m.duration(),
        m.reception(),
        m.latencies(),
        m.joinTimes(),
        m.counts(),
        Optional.empty(),
        m.generator(),
        m.verifiedOneIn());
  }

  private static Measurement measurement(long received, long cpuMicros, GeneratorUse generator) {
    LatencyHistogram latencies = new LatencyHistogram();
    latencies.record(5_000_000);
    return new Measurement(
        1,
        10,
        TIME,
        new Reception(1_000, received, 0, 0, 0),
        latencies,
        new LatencyHistogram(),
        new Measurement.Counts(received, 0, 0, 0, 0, 0, 1, 0, 0),
        Optional.of(
            new Measurement.ServerCost(
                Duration.ofNanos(cpuMicros * 1_000),
                1_000,
                1_110,
                Optional.of(new Measurement.JvmCost(16 * received, 5, 3, 0.003, 0.001)))),
        generator,
        1);
  }
}
