package org.parley.signaling.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ConfigException;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Takes over what can be changed while the program runs: on SIGHUP, and when the file has changed
 * and stayed as it is for a moment. What cannot be used changes nothing.
 */
final class Reload implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Reload.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Setup setup;
  private final Consumer<ParleyConfig> apply;
  private Reading last;
  private volatile ParleyConfig current;
  private @Nullable Thread watcher;

  /**
   * @param apply takes over what it can; what it throws for a bad value leaves all as it is
   */
  Reload(Setup setup, Consumer<ParleyConfig> apply) {
    this.setup = setup;
    this.apply = apply;
    this.last = setup.reading();
    this.current = setup.config();
  }

  /** What is in force, but for what needs a restart. */
  ParleyConfig current() {
    return current;
  }

  void start() {
    Path file = setup.source().file();
    if (file != null) {
      watcher = Thread.ofVirtual().name("config-file").start(() -> watch(file));
    }
    try {
      Signal.handle(
          new Signal("HUP"), _ -> Thread.ofVirtual().name("sighup").start(() -> reload("SIGHUP")));
    } catch (IllegalArgumentException e) {
      log.debug("There is no SIGHUP here: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    if (watcher != null) {
      watcher.interrupt();
    }
  }

  synchronized void reload(String reason) {
    Reading next;
    try {
      next = setup.source().read();
    } catch (ConfigException e) {
      log.error("The configuration cannot be used, the one before stays ({}):", reason);
      e.problems().forEach(problem -> log.error("  {}", problem));
      return;
    }
    List<Reading.Change> changes = next.changesSince(last);
    if (changes.isEmpty()) {
      log.debug("The configuration was read again ({}): nothing has changed", reason);
      return;
    }
    try {
      apply.accept(next.config());
    } catch (IllegalArgumentException e) {
      log.error(
          "The configuration cannot be used, the one before stays ({}): {}",
          reason,
          e.getMessage());
      return;
    }
    last = next;
    current = next.config();
    String live = keys(changes, Reading.Change::live);
    if (!live.isEmpty()) {
      log.info("The configuration was read again ({}), in force from now on: {}", reason, live);
    }
    // Against what the program started with: what was put back needs no restart.
    for (Reading.Change change : next.changesSince(setup.reading())) {
      if (!change.live() && changes.stream().anyMatch(now -> now.key().equals(change.key()))) {
        log.warn(
            "A restart is needed for {} ({} → {})", change.key(), change.before(), change.after());
      }
    }
  }

  private static String keys(List<Reading.Change> changes, Predicate<Reading.Change> which) {
    return changes.stream()
        .filter(which)
        .map(Reading.Change::key)
        .collect(Collectors.joining(", "));
  }

  private void watch(Path file) {
    // The first look is compared as well: it may have changed since it was read for the start.
    byte @Nullable [] used = null;
    byte @Nullable [] before = null;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException _) {
        return;
      }
      byte[] now = read(file);
      // An editor may be in the middle of writing it, or have moved it away for a moment.
      if (now != null && Arrays.equals(now, before) && !Arrays.equals(now, used)) {
        used = now;
        reload(file + " has changed");
      }
      before = now;
    }
  }

  private static byte @Nullable [] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      log.debug("The configuration file cannot be read now: {}", e.toString());
      return null;
    }
  }
}
