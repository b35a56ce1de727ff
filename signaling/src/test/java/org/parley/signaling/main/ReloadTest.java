package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parley.signaling.config.ConfigSource;
import org.parley.signaling.config.ParleyConfig;
import org.slf4j.LoggerFactory;

@Timeout(30)
class ReloadTest {
  @TempDir private Path folder;
  private final BlockingQueue<ParleyConfig> applied = new LinkedBlockingQueue<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Reload.class);

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  @Test
  void saysWhatIsInForceAndWhatNeedsARestart() throws Exception {
    Path file = write("turn: {realm: here}\nmedia: {loops: 1}");
    Reload reload = reload(file, "turn.quota.allocationsPerUser=3");

    write("turn: {realm: there, quota: {allocationsPerUser: 7}}\nmedia: {loops: 2}");
    reload.reload("test");
    write("turn: {realm: there}\nmedia: {loops: 1}");
    reload.reload("test");

    assertEquals(
        List.of(
            "The configuration was read again (test), in force from now on: turn.realm",
            "A restart is needed for media.loops (1 → 2)"),
        messages());
    assertEquals(2, applied.size());
    // The command line wins also later.
    assertEquals(3, applied.remove().turn().quota().allocationsPerUser());
    assertEquals("there", reload.current().turn().credentials().realm());
  }

  @Test
  void aMistakeChangesNothingAndIsNamedWithItsLine() throws Exception {
    Path file = write("turn: {realm: here}");
    Reload reload = reload(file);

    write("turn:\n  realm: there\n  secret: short");
    reload.reload("test");

    assertTrue(applied.isEmpty());
    assertEquals("here", reload.current().turn().credentials().realm());
    assertEquals(
        List.of(
            "The configuration cannot be used, the one before stays (test):",
            "  "
                + file
                + ":3: turn.secret: the (secret) value is not allowed; allowed: at least 16 bytes"),
        messages());
  }

  @Test
  void aChangedFileIsTakenOverByItself() throws Exception {
    Path file = write("turn: {realm: here}");
    try (Reload reload = reload(file)) {
      reload.start();
      write("turn: {realm: there}");
      ParleyConfig next = applied.poll(10, TimeUnit.SECONDS);
      assertEquals("there", next == null ? "none" : next.turn().credentials().realm());
    }
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private Reload reload(Path file, String... sets) throws Exception {
    return new Reload(Setup.read(new ConfigSource(file, Map.of(), List.of(sets))), applied::add);
  }

  private Path write(String yaml) throws Exception {
    return Files.writeString(folder.resolve("parley.yaml"), yaml);
  }
}
