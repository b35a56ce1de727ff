package org.parley.signaling.main;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A Parley server by its base URL. */
class BenchUrlOptions {
  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080",
      description = "Base URL of a Parley server (default: ${DEFAULT-VALUE}).")
  String url = "http://127.0.0.1:8080";

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "The server's process, when it is not the one that listens at the URL.")
  @Nullable Long pid;

  @Option(
      names = "--label",
      description = "Names the run in results (default: the installed commit, or the host).")
  @Nullable String label;

  /** The one given, or that of what is installed here, or the host. */
  static String name(@Nullable String label, String url) {
    return label != null ? label : Commit.installed().orElseGet(() -> authority(url));
  }

  static String authority(String url) {
    try {
      String authority = URI.create(url.replaceAll("[{}]", "")).getAuthority();
      return authority == null ? "server" : authority;
    } catch (IllegalArgumentException e) {
      return "server";
    }
  }
}
