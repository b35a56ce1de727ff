package org.parley.signaling.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder = Path.of("");

  @Test
  void nothingSetGivesTheDefaults() throws Exception {
    ParleyConfig config = ConfigReader.read(null, Map.of(), List.of());

    assertEquals(new InetSocketAddress("0.0.0.0", 8080), config.server().listen());
    assertEquals(new TlsConfig(TlsConfig.Mode.OFF, null, null), config.server().tls());
    assertEquals(new InetSocketAddress("0.0.0.0", 10000), config.media().listen());
    assertEquals(new PortRange(49152, 65535), config.turn().relays().ports());
    assertEquals(20_000_000, config.turn().quota().bandwidthPerAllocation());
    assertNull(config.turn().tlsListen());
    assertNull(config.turn().credentials().secret());
    assertEquals(AuthConfig.Mode.OPEN, config.auth().mode());
    assertEquals(65536, config.limits().messageBytes());
    assertEquals(Duration.ofSeconds(30), config.limits().resume());
    assertEquals(LogConfig.Level.INFO, config.log().level());
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    ParleyConfig config =
        read(
            """
            server:
              listen: "[::1]:8443"
              tls: {mode: files, certificate: /etc/c.pem, key: /etc/k.pem}
              trustedProxies: [10.0.0.0/8, "::1"]
              drainSeconds: 2m
            media:
              announce:
                - 203.0.113.7
                - 2001:db8::7
              ipv6: off
              transport: nio
            turn:
              tlsListen: 0.0.0.0:5349
              users: {alice: wonder, bob: builder}
              quota: {bandwidthPerAllocation: 500kbit}
            auth:
              mode: token
              keys:
                main: %s
            limits:
              messageBytes: 32KiB
            """
                .formatted(KEY));

    assertEquals(new InetSocketAddress("::1", 8443), config.server().listen());
    assertEquals(Path.of("/etc/k.pem"), config.server().tls().key());
    assertEquals(
        List.of(
            new Cidr(InetAddress.ofLiteral("10.0.0.0"), 8),
            new Cidr(InetAddress.ofLiteral("::1"), 128)),
        config.server().trustedProxies());
    assertEquals(Duration.ofMinutes(2), config.server().drain());
    assertEquals(2, config.media().announce().size());
    assertFalse(config.media().ipv6());
    assertEquals(MediaConfig.Transport.NIO, config.media().transport());
    assertEquals(new InetSocketAddress("0.0.0.0", 5349), config.turn().tlsListen());
    assertEquals(
        Map.of("alice", new Secret("wonder"), "bob", new Secret("builder")),
        config.turn().credentials().users());
    assertEquals(500_000, config.turn().quota().bandwidthPerAllocation());
    assertEquals(Map.of("main", new Secret(KEY)), config.auth().keys());
    assertEquals(32768, config.limits().messageBytes());
  }

  @Test
  void commandLineWinsOverEnvironmentOverFile() throws Exception {
    Path file = write("server: {listen: 127.0.0.1:1}\nmedia: {loops: 1, announce: [192.0.2.1]}\n");

    ParleyConfig config =
        ConfigReader.read(
            file,
            Map.of(
                "PARLEY_SERVER_LISTEN", "127.0.0.1:2",
                "PARLEY_MEDIA_LOOPS", "2",
                "PARLEY_TURN_RELAYADDRESS", "192.0.2.2",
                "PARLEY_TURN_RELAY_PORTS", "50000-50100",
                "PARLEY_TURN_USERS", "{alice: 'a,b'}",
                "PARLEY_JAVA_OPTS", "-Xmx1g",
                "HOME", "/root"),
            List.of(
                "server.listen=127.0.0.1:3",
                "media.announce=192.0.2.3,192.0.2.4",
                "turn.users.bob=builder"));

    assertEquals(3, config.server().listen().getPort());
    assertEquals(2, config.media().loops());
    assertEquals(
        List.of(InetAddress.ofLiteral("192.0.2.3"), InetAddress.ofLiteral("192.0.2.4")),
        config.media().announce());
    assertEquals(InetAddress.ofLiteral("192.0.2.2"), config.turn().relays().address());
    assertEquals(new PortRange(50000, 50100), config.turn().relays().ports());
    assertEquals(
        Map.of("alice", new Secret("a,b"), "bob", new Secret("builder")),
        config.turn().credentials().users());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.listn=x:1                  | from --set: server.listn: unknown key; did you mean server.listen?
          server.colour=red                 | from --set: server.colour: unknown key; known are server.listen, server.tls.mode, server.tls.certificate, server.tls.key, server.trustedProxies, server.allowedOrigins, server.drainSeconds
          kitchen.sink=1                    | from --set: kitchen.sink: unknown key; the sections are auth, crypto, limits, log, media, server, turn
          nonsense                          | from --set: "nonsense" is not allowed; allowed: key.path=value
          server.listen=8080                | from --set: server.listen: "8080" is not allowed; allowed: address:port, such as 0.0.0.0:8080 or [::]:8080, the port from 0 to 65535
          server.listen=0.0.0.0:70000       | from --set: server.listen: "0.0.0.0:70000" is not allowed; allowed: address:port, such as 0.0.0.0:8080 or [::]:8080, the port from 0 to 65535
          server.listen=no.such.invalid:1   | from --set: server.listen: "no.such.invalid:1" is not allowed: this machine finds no address for no.such.invalid
          server.tls.mode=acme              | from --set: server.tls.mode: "acme" is not available yet: use files with a certificate that another program renews (it is reloaded when it changes), or a reverse proxy in front
          server.tls.mode=on                | from --set: server.tls.mode: "on" is not allowed; allowed: one of off, files, self-signed
          server.tls.mode=files             | from --set: server.tls.mode: "files" needs server.tls.certificate and server.tls.key
          server.trustedProxies=10.0.0.1/8  | from --set: server.trustedProxies: "10.0.0.1/8" is not allowed; allowed: a network in CIDR form, such as 10.0.0.0/8 or fd00::/8
          server.drainSeconds=soon          | from --set: server.drainSeconds: "soon" is not allowed; allowed: a time such as 30 or 30s (seconds), 500ms, 5m or 2h
          server.allowedOrigins=example.org | from --set: server.allowedOrigins: "example.org" is not allowed; allowed: an origin without a path, such as https://example.org or http://localhost:3000
          media.announce=10.1               | from --set: media.announce: "10.1" is not allowed; allowed: an IPv4 or IPv6 address, such as 203.0.113.7 or 2001:db8::7
          media.ipv6=perhaps                | from --set: media.ipv6: "perhaps" is not allowed; allowed: true or false
          media.loops=-1                    | from --set: media.loops: "-1" is not allowed; allowed: a whole number from 0 to 256
          turn.relayPorts=9-1               | from --set: turn.relayPorts: "9-1" is not allowed; allowed: FIRST-LAST, such as 49152-65535
          turn.quota.bandwidthPerAllocation=fast | from --set: turn.quota.bandwidthPerAllocation: "fast" is not allowed; allowed: bits per second, such as 500kbit, 20Mbit or 1Gbit
          turn.alternates.servers=other:3478  | from --set: turn.alternates.servers: "other:3478" is not allowed; allowed: IP address:port of a server, such as 203.0.113.9:3478 or [2001:db8::9]:3478
          turn.credentialLifetime=1s        | from --set: turn.credentialLifetime: "1s" is not allowed; allowed: a time from 5m to 168h, such as 30m or 12h
          turn.previousSecrets=short        | from --set: turn.previousSecrets: the (secret) value is not allowed; allowed: at least 16 bytes
          turn.shortcut=on                  | from --set: turn.shortcut: "on" is not allowed; allowed: one of auto, off
          turn.users.17=x                   | from --set: turn.users: the name "17" is not allowed; allowed: 1 to 128 characters that do not begin as an expiry does (digits and a colon)
          turn.secondAddress=0.0.0.0        | from --set: turn.secondAddress: it must be another address than that of turn.listen
          turn.listen=127.0.0.1:8080        | from --set: turn.listen: port 8080 is that of server.listen as well; give each its own (server.listen serves TURN over TCP or TLS by itself)
          turn.tlsListen=127.0.0.1:10000    | from --set: turn.tlsListen: port 10000 is that of media.listen as well; give each its own
          turn.secret=short                 | from --set: turn.secret: the (secret) value is not allowed; allowed: at least 16 bytes
          turn.users=alice                  | from --set: turn.users: this is not allowed; allowed: a map such as {name: value}, each at least 1 character
          auth.mode=token                   | from --set: auth.mode: "token" needs at least one key in auth.keys
          auth.keys.main=short              | from --set: auth.keys.main: the (secret) value is not allowed; allowed: at least 32 bytes
          limits.messageBytes=1GiB          | from --set: limits.messageBytes: "1GiB" is not allowed; allowed: a size from 1024 to 1048576 bytes, such as 65536 or 64KiB or 1MiB
          log.level=loud                    | from --set: log.level: "loud" is not allowed; allowed: one of error, warn, info, debug, trace
          """)
  void saysWhatIsWrongWithASet(String set, String problem) {
    assertEquals(List.of(problem), problems(null, Map.of(), List.of(set)));
  }

  @Test
  void saysEveryProblemOfAFileWithItsLine() throws IOException {
    Path file =
        write(
            """
            server:
              listn: 0.0.0.0:80
              tls:
                mode: maybe
            media: 7
            turn:
              users: [a]
              realm: {a: b}
            auth:
              keys:
                main: tooshort
            auth:
              keys: {}
            """);

    assertEquals(
        List.of(
            file + ":2: server.listn: unknown key; did you mean server.listen?",
            file + ":5: media: is a section, not a value",
            file + ":13: auth.keys: set twice",
            file
                + ":4: server.tls.mode: \"maybe\" is not allowed; allowed: one of off, files, self-signed",
            file
                + ":7: turn.users: this is not allowed; allowed: a map such as {name: value}, each at least 1 character",
            file
                + ":8: turn.realm: a list or map is not allowed; allowed: one value: 1 to 127 characters without quotation marks and controls"),
        problems(file, Map.of(), List.of()));
  }

  @Test
  void saysWhereYamlBreaks() throws IOException {
    Path file = write("server:\n  listen: [\n");

    List<String> problems = problems(file, Map.of(), List.of());

    assertEquals(1, problems.size());
    assertEquals(0, problems.getFirst().indexOf(file + ":3: this is not YAML: "));
  }

  @Test
  void unknownVariablesAreProblems() {
    assertEquals(
        List.of(
            "from environment PARLEY_SERVER_LISTN: unknown key; did you mean server.listen?",
            "from environment PARLEY_LOG_LEVEL: log.level: \"loud\" is not allowed; allowed: one of error, warn, info, debug, trace"),
        problems(null, Map.of("PARLEY_SERVER_LISTN", "x", "PARLEY_LOG_LEVEL", "loud"), List.of()));
  }

  @Test
  void aMissingFileIsAProblem() {
    Path file = folder.resolve("none.yaml");
    assertEquals(
        List.of(file + ": there is no such file; --config names another"),
        problems(file, Map.of(), List.of()));
  }

  @Test
  void secretsAreNotShown() throws Exception {
    ParleyConfig config =
        ConfigReader.read(
            null,
            Map.of(),
            List.of("turn.secret=" + KEY, "turn.users.alice=wonderland", "auth.keys.k=" + KEY));

    assertFalse(config.toString().contains(KEY));
    assertFalse(config.toString().contains("wonderland"));
  }

  @Test
  void portsOfTheirOwnAddressesDoNotCollide() throws Exception {
    read("server: {listen: 127.0.0.1:443}\nturn: {tlsListen: 127.0.0.2:443}");
    read("server: {listen: 0.0.0.0:3478}\nturn: {enabled: false}");
    read("server: {listen: 0.0.0.0:0}\nturn: {listen: 0.0.0.0:0}\nmedia: {listen: 0.0.0.0:0}");
  }

  @Test
  void aReadingSaysWhatHasChangedAndWhetherItIsTakenOver() throws Exception {
    ConfigSource source =
        new ConfigSource(
            write("turn: {secret: %s, realm: here}\nmedia: {loops: 1}".formatted(KEY)),
            Map.of(),
            List.of("log.level=debug"));
    Reading before = source.read();
    write(
        """
        turn:
          secret: another-secret-of-ours
          previousSecrets: [%s]
          quota: {bandwidth: 1Gbit}
        media: {loops: 2}
        log: {level: warn}
        """
            .formatted(KEY));

    assertEquals(
        List.of(
            new Reading.Change("media.loops", "1", "2", false),
            new Reading.Change("turn.realm", "here", "parley", true),
            new Reading.Change("turn.secret", "(secret)", "(secret)", true),
            new Reading.Change("turn.previousSecrets", "[]", "[(secret)]", true),
            new Reading.Change("turn.quota.bandwidth", "unset", "1000000000", true)),
        source.read().changesSince(before));
  }

  private ParleyConfig read(String yaml) throws Exception {
    return ConfigReader.read(write(yaml), Map.of(), List.of());
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("parley.yaml"), yaml);
  }

  private static List<String> problems(
      @Nullable Path file, Map<String, String> environment, List<String> sets) {
    return assertThrows(ConfigException.class, () -> ConfigReader.read(file, environment, sets))
        .problems();
  }
}
