package org.parley.signaling.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@code docs/protocol.md} against the records of this package. */
class ProtocolDocumentTest {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\|(.*)\\|");
  private static final Pattern FIELD = Pattern.compile("`(\\w+)`(\\??)");

  private static String document = "";

  @BeforeAll
  static void read() throws IOException {
    Path inModule = Path.of("..", "docs", "protocol.md");
    document = Files.readString(Files.exists(inModule) ? inModule : Path.of("docs/protocol.md"));
  }

  @Test
  void clientMessages() {
    Map<String, String> types = new TreeMap<>();
    for (Class<?> type : ClientMessage.class.getPermittedSubclasses()) {
      types.put(kebab(type.getSimpleName()), fields(type));
    }
    assertEquals(types, rows("## From the client", ProtocolDocumentTest::fields));
  }

  @Test
  void serverMessages() {
    Map<String, String> types = new TreeMap<>();
    for (JsonSubTypes.Type type : ServerMessage.class.getAnnotation(JsonSubTypes.class).value()) {
      assertEquals(kebab(type.value().getSimpleName()), type.name());
      types.put(type.name(), fields(type.value()));
    }
    long records =
        Arrays.stream(ServerMessage.class.getPermittedSubclasses()).filter(Class::isRecord).count()
            + ServerMessage.Sequenced.class.getPermittedSubclasses().length;
    assertEquals(records, types.size(), "every message has a name");
    assertEquals(types, rows("## From the server", ProtocolDocumentTest::fields));
  }

  @Test
  void errors() {
    Map<String, String> codes = new TreeMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      codes.put(
          code.wireName(),
          (code.endsSession() ? "yes" : "no") + " " + (code.retryable() ? "yes" : "no"));
    }
    assertEquals(
        codes,
        rows(
            "## Errors",
            cells -> {
              String[] cell = cells.split("\\|");
              return cell[0].strip() + " " + cell[1].strip();
            }));
  }

  /** Values inside messages are written as {@code {field, optional?}}. */
  @ParameterizedTest
  @ValueSource(
      classes = {
        ClientMessage.OfferedTrack.class,
        ClientMessage.WantedTrack.class,
        ServerMessage.ParticipantInfo.class,
        ServerMessage.TrackInfo.class,
        ServerMessage.SlotInfo.class,
        ServerMessage.Limits.class
      })
  void values(Class<?> type) {
    assertMentioned("{" + fields(type, false) + "}");
  }

  @ParameterizedTest
  @ValueSource(classes = {TrackSource.class, ConnectionState.class, LeaveReason.class})
  void words(Class<? extends Enum<?>> type) {
    for (Enum<?> word : type.getEnumConstants()) {
      assertMentioned(word.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private static void assertMentioned(String code) {
    assertTrue(document.contains("`" + code + "`"), "docs/protocol.md lacks " + code);
  }

  private static String fields(Class<?> type) {
    return fields(type, true);
  }

  private static String fields(Class<?> type, boolean isMessage) {
    JsonInclude include = type.getAnnotation(JsonInclude.class);
    boolean writesNull = include != null && include.value() == JsonInclude.Include.ALWAYS;
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> !(isMessage && component.getName().equals("id")))
        .map(component -> component.getName() + (isOptional(component) && !writesNull ? "?" : ""))
        .collect(Collectors.joining(", "));
  }

  private static boolean isOptional(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  /** What the second cell lists. */
  private static String fields(String cells) {
    Matcher field = FIELD.matcher(cells.substring(0, cells.indexOf('|')));
    return field
        .results()
        .map(found -> found.group(1) + found.group(2))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, String> rows(String heading, Function<String, String> read) {
    List<String> lines = document.lines().toList();
    Map<String, String> rows = new LinkedHashMap<>();
    for (String line : lines.subList(lines.indexOf(heading) + 1, lines.size())) {
      if (line.startsWith("## ")) {
        break;
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.put(row.group(1), read.apply(row.group(2)));
      }
    }
    return new TreeMap<>(rows);
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
