package org.parley.signaling.bench.result;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** A run for programs. What was not measured is null. */
public final class ResultJson {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private ResultJson() {}

  static String text(Run run) throws IOException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(run(run)) + "\n";
  }

  static ObjectNode run(Run run) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("time", run.time().toString()).put("label", run.label()).put("load", run.load());
    json.set("settings", MAPPER.valueToTree(run.settings()));
    run.ceiling()
        .ifPresent(
            ceiling ->
                json.putObject("ceiling")
                    .put("packetsPerSecond", ceiling.packetsPerSecond())
                    .put("subscribers", ceiling.subscribers())
                    .put("limit", ceiling.limit()));
    ArrayNode measurements = json.putArray("measurements");
    run.measurements().forEach(measurement -> measurements.add(measurement.json()));
    return json;
  }

  static ObjectNode figures(Map<String, Double> figures) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    figures.forEach((key, value) -> number(json, key, value));
    return json;
  }

  static ObjectNode measurement(Measurement m) {
    Reception r = m.reception();
    Measurement.Counts c = m.counts();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("publishers", m.publishers()).put("subscribers", m.subscribers());
    number(json, "seconds", m.duration().toNanos() / 1e9);
    number(json, "packetsPerSecond", m.packetsPerSecond());
    json.put("expected", r.expected()).put("received", r.received());
    number(json, "loss", r.loss());
    percentiles(json, "latencyMillis", m.latencies());
    percentiles(json, "joinMillis", m.joinTimes());
    json.set("server", m.server().map(cost -> server(m, cost)).orElse(null));
    m.generator().addTo(json).put("verifyOneIn", m.verifiedOneIn());
    json.put("keyframes", c.keyframes()).put("layerSwitches", c.switches());
    json.put("requested", c.requested()).put("rtx", c.retransmissions());
    json.put("recovered", c.recovered()).put("duplicates", r.duplicates());
    json.put("rejected", c.rejected()).put("foreign", c.foreign());
    json.put("unattributed", r.unattributed()).put("shifts", r.shifts());
    json.put("failures", c.failures()).put("good", m.isGood());
    json.put("limit", m.limit().text()).put("doubt", m.doubt().orElse(null));
    return json;
  }

  private static ObjectNode server(Measurement m, Measurement.ServerCost cost) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    number(json, MediaFigure.CPU.key(), MediaFigure.CPU.of(m));
    number(json, "cpuPercent", 100 * m.share(cost.cpu()));
    json.put("idleKib", cost.idleKib()).put("loadedKib", cost.loadedKib());
    number(json, MediaFigure.MEMORY.key(), MediaFigure.MEMORY.of(m));
    number(json, MediaFigure.ALLOCATION.key(), MediaFigure.ALLOCATION.of(m));
    if (cost.jvm().isEmpty()) {
      json.putNull("gcPauses");
      return json;
    }
    Measurement.JvmCost jvm = cost.jvm().get();
    number(json, "otherAllocatedBytes", jvm.otherBytes());
    ObjectNode pauses = json.putObject("gcPauses");
    number(pauses, "count", jvm.pauses());
    number(pauses, "totalMillis", 1e3 * jvm.pauseSeconds());
    number(pauses, "maxMillisAtMost", 1e3 * jvm.longestPauseSeconds());
    return json;
  }

  /** Null if there are none. */
  public static void percentiles(ObjectNode json, String name, LatencyHistogram histogram) {
    if (histogram.count() == 0) {
      json.putNull(name);
      return;
    }
    ObjectNode values = json.putObject(name);
    number(values, "p50", histogram.percentileMillis(0.5));
    number(values, "p95", histogram.percentileMillis(0.95));
    number(values, "p99", histogram.percentileMillis(0.99));
    number(values, "max", histogram.maxMillis());
  }

  /** JSON knows neither NaN nor infinity; more than six decimals say nothing. */
  public static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, Math.round(value * 1e6) / 1e6);
    } else {
      json.putNull(name);
    }
  }
}
