package org.parley.signaling.negotiation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.media.api.TrackId;

/**
 * Answers offers read from standard input, so that a WebRTC stack of another language can be asked
 * what it makes of our answers. An offer ends with a line of a single dot, and so does its answer;
 * a rejection is a line that begins with an exclamation mark. The offers of one run are those of
 * one peer connection.
 *
 * <p>Arguments: {@code participant | publisher | viewer}.
 */
final class AnswerOffers {
  private static final String END = ".";

  private AnswerOffers() {}

  public static void main(String[] arguments) throws IOException {
    NegotiationPolicy policy =
        switch (arguments.length == 0 ? "participant" : arguments[0]) {
          case "publisher" -> NegotiationPolicy.publisher();
          case "viewer" -> NegotiationPolicy.viewer(32);
          default -> NegotiationPolicy.participant(32);
        };
    AtomicInteger tracks = new AtomicInteger();
    Negotiator negotiator =
        new Negotiator(
            policy, new SecureRandom(), () -> new TrackId("track-" + tracks.incrementAndGet()));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      StringBuilder offer = new StringBuilder();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.equals(END)) {
          offer.append(line).append("\r\n");
          continue;
        }
        out.print(answer(negotiator, offer.toString()));
        out.print(END + "\n");
        out.flush();
        offer.setLength(0);
      }
    }
  }

  private static String answer(Negotiator negotiator, String offer) {
    return switch (negotiator.offer(offer)) {
      case NegotiationResult.Accepted(Negotiation negotiation) -> negotiation.answer(Samples.LOCAL);
      case NegotiationResult.Rejected(String message) -> "!" + message + "\n";
    };
  }
}
