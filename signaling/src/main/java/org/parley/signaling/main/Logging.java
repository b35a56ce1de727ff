package org.parley.signaling.main;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;
import java.util.logging.LogManager;
import org.parley.signaling.config.LogConfig;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up: readable lines on standard output, our own parts at the configured level,
 * libraries quieter.
 */
final class Logging {
  /**
   * What libraries have to say at most. The WebSocket engine logs every malformed frame as an
   * error.
   */
  private static final Map<String, Level> LIBRARIES =
      Map.of(
          "org.ice4j", Level.WARN,
          "org.jitsi", Level.WARN,
          "io.netty", Level.WARN,
          "org.java_websocket", Level.OFF,
          "io.prometheus", Level.WARN);

  private Logging() {}

  static void setUp(LogConfig config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LineLayout layout = new LineLayout(ZoneId.systemDefault());
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Level level = level(config.level());
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(level);
    LIBRARIES.forEach((name, most) -> context.getLogger(name).setLevel(most));

    LogManager.getLogManager().reset();
    // Records that the bridge would drop are not even made.
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    SLF4JBridgeHandler.install();
  }

  /** Another level from now on. */
  static void level(LogConfig config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(level(config.level()));
  }

  private static Level level(LogConfig.Level level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case INFO -> Level.INFO;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
