package org.parley.signaling.doctor;

import java.net.InetSocketAddress;
import java.time.Duration;

/** What became of one way to the relay. */
public record ProbeResult(Target target, Outcome outcome) {

  /** What happened. */
  public sealed interface Outcome {}

  /**
   * A packet came back.
   *
   * @param relay where relays are
   * @param took a packet there and back
   */
  public record Echoed(InetSocketAddress relay, Duration took) implements Outcome {}

  /** New clients are sent to another server, as the configuration wants it. */
  public record Redirected() implements Outcome {}

  /**
   * @param code the error code of the server's answer; 0 without one
   */
  public record Failed(String reason, int code) implements Outcome {}

  public boolean works() {
    return !(outcome instanceof Failed);
  }

  /** For people, in one line. */
  public String text() {
    return switch (outcome) {
      case Echoed(InetSocketAddress relay, Duration took) ->
          "echo by a relay at %s in %.1f ms"
              .formatted(Text.of(relay.getAddress()), took.toNanos() / 1e6);
      case Redirected _ -> "sends clients to turn.alternates";
      case Failed(String reason, int _) -> reason;
    };
  }
}
