package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.TrackId;

/** What several tests begin with. */
final class Samples {
  static final LocalDescription LOCAL =
      new LocalDescription(
          new IceCredentials("serv", "Cs4sUfRDVHsqrsrdbrtuHTVe"),
          new Fingerprint("sha-256", "0F:1E:2D:3C:4B:5A:69:78".repeat(4).replace("780F", "78:0F")),
          List.of(
              candidate("1", IceCandidate.Protocol.UDP, 2130706431L, "192.0.2.1"),
              candidate("2", IceCandidate.Protocol.UDP, 2130706175L, "2001:db8::1"),
              candidate("3", IceCandidate.Protocol.TCP_PASSIVE, 1671430143L, "192.0.2.1")));

  private Samples() {}

  static Negotiator negotiator(NegotiationPolicy policy) {
    AtomicInteger tracks = new AtomicInteger();
    return new Negotiator(
        policy, new Random(1), () -> new TrackId("track-" + tracks.incrementAndGet()));
  }

  static Negotiation accepted(NegotiationResult result) {
    return switch (result) {
      case NegotiationResult.Accepted(Negotiation negotiation) -> negotiation;
      case NegotiationResult.Rejected(String message) -> fail("rejected: " + message);
    };
  }

  static String rejected(NegotiationResult result) {
    return switch (result) {
      case NegotiationResult.Accepted(Negotiation negotiation) -> fail("accepted: " + negotiation);
      case NegotiationResult.Rejected(String message) -> message;
    };
  }

  /** A text of the test resources, with CRLF whatever the file has. */
  static String resource(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name)) {
      if (in == null) {
        return fail("no test resource " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().reduce("", (all, line) -> all + line + "\r\n");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static IceCandidate candidate(
      String foundation, IceCandidate.Protocol protocol, long priority, String address) {
    return new IceCandidate(
        foundation,
        protocol,
        priority,
        new InetSocketAddress(InetAddress.ofLiteral(address), 10000),
        IceCandidate.Type.HOST);
  }
}
