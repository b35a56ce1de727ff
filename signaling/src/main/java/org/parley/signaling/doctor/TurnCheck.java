package org.parley.signaling.doctor;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.metrics.Health;
import org.parley.signaling.turn.TurnService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the running server when it is asked to, and remembers what it saw. */
public final class TurnCheck {
  private static final Logger log = LoggerFactory.getLogger(TurnCheck.class);

  private final Parts parts;
  private final SelfTest selfTest;
  private volatile @Nullable Diagnosis last;

  /**
   * @param config as it is now
   * @param certificate that TLS shows now; null without TLS
   */
  public record Parts(
      Supplier<ParleyConfig> config,
      TurnService turn,
      Target.Ports ports,
      Supplier<@Nullable X509Certificate> certificate) {}

  public TurnCheck(Parts parts) {
    this.parts = parts;
    this.selfTest = new SelfTest(parts.turn::signer, InstantSource.system());
  }

  /**
   * Takes some seconds at most; one at a time.
   *
   * @param host by which clients are to come; null looks at those by which they did
   */
  public synchronized Diagnosis run(@Nullable String host) {
    ParleyConfig config = parts.config.get();
    List<ProbeResult> results = selfTest.run(Target.of(config, parts.ports));
    Diagnosis diagnosis =
        new Diagnosis(
            results,
            Examination.of(
                config,
                Surroundings.look(
                    parts.turn.iceServers().secureHosts(),
                    host,
                    clients(),
                    parts.certificate.get()),
                results));
    last = diagnosis;
    return diagnosis;
  }

  /** Runs it on a thread of its own and logs what it found. */
  public void runInBackground() {
    Thread.ofVirtual().name("turn-check").start(() -> log(run(null)));
  }

  private static void log(Diagnosis diagnosis) {
    List<ProbeResult> results = diagnosis.results();
    if (results.stream().allMatch(ProbeResult::works)) {
      log.info(
          "Relaying works over {}",
          results.stream().map(Diagnosis::way).collect(Collectors.joining(", ")));
    }
    for (Finding finding : diagnosis.findings()) {
      switch (finding.level()) {
        case PROBLEM, WARNING -> log.warn("{}", finding.text());
        case NOTE -> log.debug("{}", finding.text());
      }
    }
  }

  /** How it was the last time. */
  public Health health() {
    Diagnosis diagnosis = last;
    if (diagnosis == null) {
      return Health.ok();
    }
    List<ProbeResult> results = diagnosis.results();
    Map<String, String> details = new LinkedHashMap<>();
    results.forEach(
        result ->
            details.put(
                Diagnosis.way(result), (result.works() ? "ok: " : "failed: ") + result.text()));
    List<String> broken =
        diagnosis.findings().stream()
            .filter(finding -> finding.level() == Finding.Level.PROBLEM)
            .map(Finding::text)
            .toList();
    Health health =
        broken.isEmpty()
            ? Health.ok()
            : results.stream().noneMatch(ProbeResult::works)
                ? Health.failing(String.join(" ", broken))
                : Health.degraded(String.join(" ", broken));
    return health.with(details);
  }

  private List<InetAddress> clients() {
    try {
      return parts.turn.server().allocations().get(1, TimeUnit.SECONDS).stream()
          .map(allocation -> allocation.client().client().getAddress())
          .distinct()
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Allocations cannot be listed", e);
      return List.of();
    }
  }
}
