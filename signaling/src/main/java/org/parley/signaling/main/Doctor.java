package org.parley.signaling.main;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.api.CheckHandler;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.config.AuthConfig;
import org.parley.signaling.config.LogConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TlsConfig;
import org.parley.signaling.doctor.Diagnosis;
import org.parley.signaling.doctor.client.AnyCertificate;
import org.parley.signaling.http.DoorException;

/** {@code parley doctor}. */
final class Doctor {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration CHECK = Duration.ofSeconds(60);
  private static final Duration TOKEN = Duration.ofMinutes(5);

  private final Setup setup;
  private final @Nullable String host;
  private final PrintStream out;

  Doctor(Setup setup, @Nullable String host, PrintStream out) {
    this.setup = setup;
    this.host = host;
    this.out = out;
  }

  int run() throws Exception {
    ParleyConfig config = setup.config();
    Logging.setUp(new LogConfig(LogConfig.Level.ERROR));
    if (!config.turn().enabled()) {
      out.println("turn.enabled is false: there is no relay to look at.");
      return 0;
    }
    HttpResponse<String> answer = askRunning(config);
    return answer == null ? startAndLook(config) : print(answer);
  }

  private int print(HttpResponse<String> answer) {
    String verdict = answer.headers().firstValue(CheckHandler.VERDICT).orElse("");
    if (verdict.isEmpty()) {
      out.printf(
          "PROBLEM  What runs on %s is another program, or does not let us look: it answered %d.%n%s%n",
          setup.config().server().listen(), answer.statusCode(), answer.body().strip());
      return 1;
    }
    out.println("The server that runs:");
    out.print(answer.body());
    return verdict.equals("ok") ? 0 : 1;
  }

  /** Null when nothing runs there. */
  private @Nullable HttpResponse<String> askRunning(ParleyConfig config)
      throws IOException, InterruptedException {
    InetSocketAddress listen = config.server().listen();
    if (listen.getPort() == 0) {
      return null;
    }
    InetAddress address =
        listen.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : listen.getAddress();
    String literal = address.getHostAddress().replaceFirst("%.*", "");
    URI uri =
        URI.create(
            "%s://%s:%d%s%s"
                .formatted(
                    config.server().tls().mode() == TlsConfig.Mode.OFF ? "http" : "https",
                    literal.indexOf(':') >= 0 ? "[" + literal + "]" : literal,
                    listen.getPort(),
                    CheckHandler.PATH,
                    host == null
                        ? ""
                        : "?host=" + URLEncoder.encode(host, StandardCharsets.UTF_8)));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(CHECK);
    if (config.auth().mode() == AuthConfig.Mode.TOKEN) {
      String key = config.auth().keys().keySet().iterator().next();
      Instant now = Instant.now();
      request.header(
          "Authorization",
          "Bearer "
              + new TokenIssuer(Server.signingKey(config.auth().keys(), key))
                  .issueAdmin(now.plus(TOKEN), now));
    }
    try (HttpClient http =
        HttpClient.newBuilder()
            .sslContext(AnyCertificate.context())
            .connectTimeout(PATIENCE)
            .build()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException | HttpConnectTimeoutException _) {
      return null;
    }
  }

  private int startAndLook(ParleyConfig config) {
    Assembly assembly = new Assembly(config);
    try {
      RunningServer server = Server.start(setup, assembly);
      Diagnosis diagnosis = server.check(host);
      out.println("No server runs; one that was started for this look:");
      out.print(diagnosis.text());
      return diagnosis.hasProblems() ? 1 : 0;
    } catch (DoorException | UsageException e) {
      out.println("PROBLEM  No server runs, and none can be started: " + e.getMessage());
      return 1;
    } catch (Exception e) {
      out.println("PROBLEM  No server runs, and none can be started: " + e);
      return 1;
    } finally {
      assembly.lifecycle().stopParts();
    }
  }
}
