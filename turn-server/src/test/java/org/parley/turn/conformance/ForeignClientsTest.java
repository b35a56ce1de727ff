package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote: Pion's (Debian's Go packages) and coturn's turnutils_uclient. */
@Timeout(120)
class ForeignClientsTest extends Scenario {
  private static final String GO_PACKAGES = "/usr/share/gocode";

  private record Finished(int code, String output) {}

  @ParameterizedTest(name = "Pion over {0}")
  @ValueSource(strings = {"udp", "tcp", "tls", "dtls"})
  void pionRelays(String transport) throws Exception {
    boolean secure = transport.endsWith("tls");
    Target target = target();
    assumeTrue(!secure || target.tlsPort() != 0, "the target has no TLS");
    Finished client =
        run(
            List.of(
                pion().toString(),
                "-server=127.0.0.1:" + (secure ? target.tlsPort() : target.port()),
                "-transport=" + transport,
                "-user=" + target.user().user(),
                "-password=" + target.user().password(),
                "-realm=" + target.realm()));
    assertEquals(0, client.code, client.output);
    assertTrue(client.output.contains("echoed 200"), client.output);
  }

  /** Built once, and again when its source has changed. */
  private static Path pion() throws Exception {
    assumeTrue(onPath("go"), "Go is not installed");
    assumeTrue(
        Files.isDirectory(Path.of(GO_PACKAGES, "src/github.com/pion/turn/v2")),
        "golang-github-pion-turn.v2-dev is not installed");
    Path home = Path.of("src/test/go").toAbsolutePath();
    Path folder = Path.of("target/pion").toAbsolutePath();
    Path binary = folder.resolve("turnclient");
    Path source = home.resolve("src/turnclient/main.go");
    Files.createDirectories(folder);
    if (!Files.exists(binary)
        || Files.getLastModifiedTime(binary).compareTo(Files.getLastModifiedTime(source)) < 0) {
      ProcessBuilder build =
          new ProcessBuilder("go", "build", "-o", binary.toString(), "turnclient");
      build.environment().put("GO111MODULE", "off");
      build.environment().put("GOPATH", home + ":" + GO_PACKAGES);
      Finished built = run(build);
      assertEquals(0, built.code, built.output);
    }
    return binary;
  }

  /** All at once: each takes some seconds, in which it mostly waits. */
  @TestFactory
  Stream<DynamicTest> coturnsClientLosesNothing() {
    assumeTrue(onPath("turnutils_uclient"), "turnutils_uclient (coturn) is not installed");
    ExecutorService running = keep(Executors.newVirtualThreadPerTaskExecutor());
    return Stream.of("-s", "-s -t", "-s -S", "-s -S -t", "-s -x", "-s -t -x", "-T", "-T -S")
        .filter(options -> !options.contains("-S") || target().tlsPort() != 0)
        .map(options -> Map.entry(options, running.submit(() -> uclient(options))))
        .toList()
        .stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    "turnutils_uclient " + each.getKey(),
                    () -> lostNothing(each.getValue().get())));
  }

  private static Finished uclient(String options) throws Exception {
    Target target = target();
    boolean secure = options.contains("-S");
    InetAddress host = options.contains("-x") ? LOOPBACK6 : LOOPBACK;
    String port = String.valueOf(secure ? target.tlsPort() : target.port());
    try (Echo echo = new Echo(host)) {
      List<String> command = new ArrayList<>(List.of("turnutils_uclient", "-c"));
      command.addAll(List.of(options.split(" ")));
      command.addAll(List.of("-n", "20", "-z", "5", "-l", "300", "-m", "2"));
      command.addAll(List.of("-e", host.getHostAddress(), "-r", String.valueOf(echo.port())));
      // Each counts by itself in quotas, where that can be had.
      Credentials user =
          target.secret().isEmpty()
              ? target.user()
              : Credentials.ephemeral(target.secret(), "uclient" + options, 4_000_000_000L);
      command.addAll(List.of("-u", user.user(), "-w", user.password()));
      command.addAll(List.of("-p", port, host.getHostAddress()));
      return run(command);
    }
  }

  private static void lostNothing(Finished client) {
    assertEquals(0, client.code, client.output);
    assertTrue(client.output.contains("tot_send_msgs=40, tot_recv_msgs=40"), client.output);
    assertTrue(client.output.contains("Total lost packets 0 (0.000000%)"), client.output);
  }

  private static boolean onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static Finished run(List<String> command) throws Exception {
    return run(new ProcessBuilder(command));
  }

  private static Finished run(ProcessBuilder command) throws Exception {
    Path output = Files.createTempFile("client", ".log");
    try {
      Process process = command.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String text = new String(Files.readAllBytes(output), UTF_8);
      return new Finished(ended ? process.exitValue() : -1, command.command() + "\n" + text);
    } finally {
      Files.delete(output);
    }
  }

  /** Sends back whatever comes. */
  private static final class Echo implements AutoCloseable {
    private final DatagramSocket socket;

    Echo(InetAddress address) throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(address, 0));
      Thread.ofPlatform().daemon().start(this::serve);
    }

    private void serve() {
      DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
      try {
        while (true) {
          packet.setLength(2_048);
          socket.receive(packet);
          socket.send(packet);
        }
      } catch (IOException e) {
        // The end: the socket was closed.
        assertTrue(socket.isClosed(), e::toString);
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
