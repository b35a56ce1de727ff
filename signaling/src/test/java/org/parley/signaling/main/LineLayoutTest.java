package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineLayoutTest {
  private final LineLayout layout = new LineLayout(ZoneOffset.UTC);

  @Test
  void oneRecordIsOneLineWithRoomAndParticipant() {
    assertEquals(
        "2026-01-02T03:04:05.006Z INFO  Rooms room=r1 participant=Ann joined tracks=2\n",
        layout.doLayout(
            event("joined tracks=2", Map.of("room", "r1", "participant", "Ann"), null)));
  }

  @Test
  void nobodyWritesARecordOfTheirOwn() {
    String evil = "x\r\n2026 ERROR forged\u001b[2J\u0085\u2028\u202e\tend";
    assertEquals(
        "2026-01-02T03:04:05.006Z INFO  Rooms participant=x\\r\\n2026 ERROR forged\\u001b[2J"
            + "\\u0085\\u2028\\u202e\\tend x\\r\\n2026 ERROR forged\\u001b[2J\\u0085\\u2028\\u202e\\tend\n",
        layout.doLayout(event(evil, Map.of("participant", evil), null)));
  }

  @Test
  void exceptionsKeepTheirFramesOnLinesOfTheirOwn() {
    String text =
        layout.doLayout(
            event(
                "failed",
                Map.of(),
                new IllegalStateException("a\nb", new IllegalArgumentException("c\nd"))));
    String[] lines = text.split("\n");
    assertTrue(lines[0].endsWith(" failed exception=java.lang.IllegalStateException: a\\nb"));
    for (int i = 1; i < lines.length; i++) {
      assertTrue(lines[i].startsWith("\t"), lines[i]);
    }
    assertTrue(text.contains("\n\tcaused by java.lang.IllegalArgumentException: c\\nd\n"), text);
  }

  private static LoggingEvent event(
      String message, Map<String, String> context, @Nullable Throwable thrown) {
    LoggerContext loggers = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "test", loggers.getLogger("org.parley.Rooms"), Level.INFO, message, thrown, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.006Z"));
    event.setMDCPropertyMap(context);
    return event;
  }
}
