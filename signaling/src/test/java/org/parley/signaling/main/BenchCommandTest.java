package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.signaling.bench.BenchOptions;
import picocli.CommandLine;

class BenchCommandTest {
  @Test
  void withoutOptionsItIsTenWhoWatchOne() {
    BenchOptions options = parse("");
    BenchOptions.Load load = options.load();
    assertEquals(1, load.publishers());
    assertEquals(10, load.subscribers());
    assertEquals(300, load.video().packetsPerSecond());
    assertEquals(Duration.ofSeconds(20), options.timing().duration());
    assertEquals("http://127.0.0.1:8080/whip/{room}?name={name}", options.target().whipUrl());
  }

  @ParameterizedTest
  @CsvSource({
    "--bitrate 920k, 100",
    "--bitrate 9.2M, 1000",
    "--bitrate 9200000, 1000",
    "--packets-per-second 123, 123",
    "--fps 25 --packets-per-frame 4, 100"
  })
  void theRateIsGivenInOneOfThreeWays(String arguments, double packetsPerSecond) {
    assertEquals(packetsPerSecond, parse(arguments).load().video().packetsPerSecond());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--bitrate 2M --packets-per-second 5", "--bitrate two", "--bitrate -1"})
  void otherRatesAreRefused(String arguments) {
    assertThrows(CommandLine.ParameterException.class, () -> parse(arguments));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--layers 4",
        "--bitrate 0",
        "--mesh 0",
        "--whip-url http://a/{room}",
        "--url nonsense",
        "--url ftp://a",
        "--find-ceiling --other-url http://127.0.0.1:1",
        "--other-whip-url http://a/{room}"
      })
  void whatCannotBeRunIsRefused(String arguments) {
    assertThrows(IllegalArgumentException.class, () -> parse(arguments));
  }

  @Test
  void aMeshOfTenIsTenWhomNineWatch() {
    BenchOptions.Load load = parse("--rooms 2 --mesh 10 --audio").load();
    assertEquals(10, load.publishers());
    assertEquals(9, load.subscribers());
    assertEquals(2, load.rooms());
  }

  @Test
  void stepsAndRoundsAreShort() {
    assertEquals(Duration.ofSeconds(5), parse("--find-ceiling").timing().duration());
    BenchOptions compared = parse("--label a --other-url http://127.0.0.1:1/ --other-label b");
    var mode = assertInstanceOf(BenchOptions.Mode.Compare.class, compared.mode());
    assertEquals("a", compared.target().label());
    assertEquals("b", mode.other().label());
    assertEquals("http://127.0.0.1:1/whep/{room}/{name}", mode.other().whepUrl());
    assertEquals(Duration.ofSeconds(7), parse("--find-ceiling --duration 7").timing().duration());
  }

  @Test
  void otherServersAreLabelledByTheirAddress() {
    BenchOptions options =
        parse("--whip-url http://h:7/whip/{room}/{name} --whep-url http://h:7/whep/{room}/{name}");
    assertEquals("h:7", options.target().label());
  }

  @Test
  void theCommitIsReadFromTheRepository(@TempDir Path git) throws Exception {
    String commit = "0123456789abcdef0123456789abcdef01234567";
    assertEquals(Optional.empty(), Commit.of(git));
    Files.writeString(git.resolve("HEAD"), commit + "\n");
    assertEquals(Optional.of("0123456"), Commit.of(git));
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + commit + " refs/heads/main\n");
    assertEquals(Optional.of("0123456"), Commit.of(git));
    Files.createDirectories(git.resolve("refs/heads"));
    Files.writeString(git.resolve("refs/heads/main"), commit.replace('0', 'f') + "\n");
    assertEquals(Optional.of("f123456"), Commit.of(git));
  }

  private static BenchOptions parse(String arguments) {
    BenchCommand command = new BenchCommand();
    CommandLine line = new CommandLine(command);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));
    return command.options();
  }
}
