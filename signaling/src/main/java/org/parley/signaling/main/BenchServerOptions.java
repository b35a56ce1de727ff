package org.parley.signaling.main;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.BenchOptions;
import picocli.CommandLine.Option;

/** Which server, and which other one to compare it with. */
final class BenchServerOptions {
  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "Base URL of a Parley server (default: ${DEFAULT-VALUE}).")
  private String url = "http://127.0.0.1:8080";

  @Option(
      names = "--whip-url",
      paramLabel = "URL",
      description = "Where others publish; {room} and {name} are replaced.")
  private @Nullable String whipUrl;

  @Option(
      names = "--whep-url",
      paramLabel = "URL",
      description = "Where others subscribe; {room} and {name} are replaced.")
  private @Nullable String whepUrl;

  @Option(names = "--token", description = "Bearer token, if the server wants one.")
  private @Nullable String token;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process, when it is not the one that listens at the URL.")
  private @Nullable Long pid;

  @Option(
      names = "--label",
      description = "Names the run in results (default: the installed commit, or the host).")
  private @Nullable String label;

  @Option(
      names = "--other-url",
      paramLabel = "URL",
      description = "Base URL of another Parley server to compare with, in turns.")
  private @Nullable String otherUrl;

  @Option(
      names = "--other-whip-url",
      paramLabel = "URL",
      description = "Where to publish at the server to compare with.")
  private @Nullable String otherWhipUrl;

  @Option(
      names = "--other-whep-url",
      paramLabel = "URL",
      description = "Where to subscribe at the server to compare with.")
  private @Nullable String otherWhepUrl;

  @Option(names = "--other-token", paramLabel = "TOKEN", description = "Its bearer token.")
  private @Nullable String otherToken;

  @Option(names = "--other-pid", paramLabel = "PID", description = "Its process.")
  private @Nullable Long otherPid;

  @Option(names = "--other-label", paramLabel = "LABEL", description = "Its name in results.")
  private @Nullable String otherLabel;

  BenchOptions.Target target() {
    return target(label, new Urls(url, whipUrl, whepUrl), token, pid);
  }

  BenchOptions.@Nullable Target other() {
    Urls urls = new Urls(otherUrl, otherWhipUrl, otherWhepUrl);
    return urls.isEmpty() ? null : target(otherLabel, urls, otherToken, otherPid);
  }

  private record Urls(@Nullable String base, @Nullable String whip, @Nullable String whep) {
    boolean isEmpty() {
      return base == null && whip == null && whep == null;
    }
  }

  private static BenchOptions.Target target(
      @Nullable String label, Urls urls, @Nullable String token, @Nullable Long pid) {
    String whip = urls.whip();
    String whep = urls.whep();
    if (whip == null && whep == null && urls.base() != null) {
      String name =
          label != null ? label : Commit.installed().orElseGet(() -> authority(urls.base()));
      return BenchOptions.Target.parley(name, urls.base(), token, pid);
    }
    if (whip == null || whep == null) {
      throw new IllegalArgumentException("a WHIP and a WHEP URL are both needed");
    }
    String name = label != null ? label : authority(whip);
    return new BenchOptions.Target(name, whip, whep, token, pid);
  }

  private static String authority(@Nullable String url) {
    try {
      String authority = url == null ? null : URI.create(url.replaceAll("[{}]", "")).getAuthority();
      return authority == null ? "server" : authority;
    } catch (IllegalArgumentException e) {
      return "server";
    }
  }
}
