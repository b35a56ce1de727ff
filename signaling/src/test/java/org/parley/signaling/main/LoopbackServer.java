package org.parley.signaling.main;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ConfigSource;

/**
 * The whole server, on ports of the loopback interface.
 *
 * @param running of it, what its callers may ask for
 */
record LoopbackServer(Assembly assembly, RunningServer running) implements AutoCloseable {
  static LoopbackServer start(String... settings) throws Exception {
    return start(null, settings);
  }

  static LoopbackServer start(@Nullable Path file, String... settings) throws Exception {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "server.listen=127.0.0.1:0",
                "media.listen=127.0.0.1:0",
                "turn.listen=127.0.0.1:0"));
    sets.addAll(List.of(settings));
    Setup setup = Setup.read(new ConfigSource(file, Map.of(), sets));
    Assembly assembly = new Assembly(setup.config());
    try {
      return new LoopbackServer(assembly, Server.start(setup, assembly));
    } catch (Exception e) {
      assembly.lifecycle().stopParts();
      throw e;
    }
  }

  InetSocketAddress address() {
    return running.address();
  }

  String url() {
    return "http://127.0.0.1:" + address().getPort();
  }

  HttpResponse<String> get(String path, String... token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
    if (token.length > 0) {
      request.header("Authorization", "Bearer " + token[0]);
    }
    try (var http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Override
  public void close() {
    assembly.lifecycle().stopParts();
  }
}
