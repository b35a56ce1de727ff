package org.parley.signaling.main;

import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.BenchOptions;
import picocli.CommandLine.Option;

/** Which server, and which other one to compare it with. */
final class BenchServerOptions extends BenchUrlOptions {
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
      return BenchOptions.Target.parley(name(label, urls.base()), urls.base(), token, pid);
    }
    if (whip == null || whep == null) {
      throw new IllegalArgumentException("a WHIP and a WHEP URL are both needed");
    }
    String name = label != null ? label : authority(whip);
    return new BenchOptions.Target(name, whip, whep, token, pid);
  }
}
