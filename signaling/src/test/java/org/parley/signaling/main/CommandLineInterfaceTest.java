package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.config.ParleyConfig;

class CommandLineInterfaceTest {
  private final Recorder recorder = new Recorder();

  @Test
  void withoutACommandEverythingIsServed() {
    assertEquals(0, run("--set", "media.loops=3", "--set", "turn.realm=here"));
    assertEquals(List.of("serve false 3 here"), recorder.calls);
  }

  @Test
  void turnTakesTheSameOptionsOnEitherSide() {
    assertEquals(0, run("turn", "--set", "media.loops=3"));
    assertEquals(0, run("--set", "media.loops=4", "turn", "--set", "turn.realm=x"));
    assertEquals(List.of("turn 3", "turn 4"), recorder.calls);
  }

  @Test
  void tokensHaveTheirOptions() {
    assertEquals(
        0, run("token", "--room", "r", "--name", "Ann", "--grant", "publish", "--expires", "30m"));
    assertEquals(0, run("token", "--room", "r", "--key", "k", "--url", "https://meet.example.org"));
    assertEquals(
        List.of(
            new TokenOrder(
                "r", "Ann", Set.of(TokenOrder.Grant.PUBLISH), Duration.ofMinutes(30), null, null),
            new TokenOrder(
                "r",
                null,
                EnumSet.allOf(TokenOrder.Grant.class),
                Duration.ofHours(1),
                "k",
                "https://meet.example.org")),
        recorder.calls);
  }

  @ParameterizedTest
  @CsvSource({
    "'publish,subscribe,publishData', 3",
    "'publish,subscribe,publish-data', 3",
    "'publishData', 1",
    "'publish, publishdata', 2"
  })
  void grantsAreSpelledAsInTokens(String words, int grants) {
    assertEquals(0, run("token", "--room", "r", "--grant", words));
    TokenOrder order = assertInstanceOf(TokenOrder.class, recorder.calls.getFirst());
    assertEquals(grants, order.grants().size());
    assertTrue(order.grants().contains(TokenOrder.Grant.PUBLISH_DATA));
  }

  @Test
  void aTokenIsForARoomOrForAdmins() {
    assertEquals(0, run("token", "--admin", "--expires", "1h"));
    assertEquals(2, run("token", "--admin", "--room", "r"));
    assertEquals(
        List.of(
            new TokenOrder(
                null,
                null,
                EnumSet.allOf(TokenOrder.Grant.class),
                Duration.ofHours(1),
                null,
                null)),
        recorder.calls);
  }

  @Test
  void doctorsVerdictIsTheExitCode() {
    assertEquals(1, run("doctor"));
    assertEquals(1, run("doctor", "--host", "meet.example.org", "--set", "media.loops=3"));
    assertEquals(List.of("doctor null 0", "doctor meet.example.org 3"), recorder.calls);
  }

  @Test
  void mistakesEndWithTwo() {
    assertEquals(2, run("--set", "no.such=1"));
    assertEquals(2, run("--nonsense"));
    assertEquals(2, run("token"));
    assertEquals(2, run("token", "--room", "r", "--expires", "soon"));
    assertEquals(2, run("token", "--room", "r", "--grant", "publish,everything"));
    assertEquals(2, run("--config", "/nonexistent/parley.yaml"));
    assertEquals(List.of(), recorder.calls);
  }

  @Test
  void helpAndVersionStartNothing() {
    assertEquals(0, run("--help"));
    assertEquals(0, run("--version"));
    assertEquals(0, run("token", "--help"));
    assertEquals(List.of(), recorder.calls);
  }

  private int run(String... arguments) {
    return CommandLineInterface.run(recorder, Map.of(), arguments);
  }

  private static final class Recorder implements Programs {
    private final List<Object> calls = new ArrayList<>();

    @Override
    public int serve(Setup setup, boolean check) {
      ParleyConfig config = setup.config();
      calls.add(
          "serve "
              + check
              + " "
              + config.media().loops()
              + " "
              + config.turn().credentials().realm());
      return 0;
    }

    @Override
    public int turn(Setup setup) {
      calls.add("turn " + setup.config().media().loops());
      return 0;
    }

    @Override
    public int doctor(Setup setup, @Nullable String host) {
      calls.add("doctor " + host + " " + setup.config().media().loops());
      return 1;
    }

    @Override
    public int token(ParleyConfig config, TokenOrder order) {
      calls.add(order);
      return 0;
    }
  }
}
