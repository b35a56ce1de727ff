package org.parley.signaling.main;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record, one line: time, level, logger, room and participant, message. Control characters are
 * escaped, so that nobody's name or message can begin a record of its own or steer a terminal.
 * Stack frames follow on lines that begin with a tab, as no record does.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  static final String ROOM = "room";
  static final String PARTICIPANT = "participant";

  private static final int MAX_FRAMES = 40;
  private static final int MAX_CAUSES = 5;

  private final DateTimeFormatter time;

  LineLayout(ZoneId zone) {
    time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(zone);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    time.formatTo(event.getInstant(), line);
    line.append(' ').append("%-5s".formatted(event.getLevel())).append(' ');
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
    Map<String, String> context = event.getMDCPropertyMap();
    appendPair(line, ROOM, context.get(ROOM));
    appendPair(line, PARTICIPANT, context.get(PARTICIPANT));
    line.append(' ');
    escape(event.getFormattedMessage(), line);
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      line.append(" exception=");
    }
    for (int i = 0; thrown != null && i < MAX_CAUSES; i++, thrown = thrown.getCause()) {
      line.append(i == 0 ? "" : "\tcaused by ");
      escape(thrown.getClassName() + ": " + thrown.getMessage(), line);
      line.append('\n');
      StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
      for (int f = 0; f < Math.min(frames.length, MAX_FRAMES); f++) {
        line.append('\t').append(frames[f].getSTEAsString()).append('\n');
      }
    }
    if (line.charAt(line.length() - 1) != '\n') {
      line.append('\n');
    }
    return line.toString();
  }

  private static void appendPair(StringBuilder line, String key, @Nullable String value) {
    if (value != null) {
      line.append(' ').append(key).append('=');
      escape(value, line);
    }
  }

  static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          // C0, DEL and C1 steer terminals; U+2028 and U+2029 end lines; U+202A.. turn the reading
          // direction.
          if (c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x2028 && c <= 0x202E)) {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
  }
}
