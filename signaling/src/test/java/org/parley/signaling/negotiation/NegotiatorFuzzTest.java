package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.signaling.negotiation.sdp.Parsed;
import org.parley.signaling.negotiation.sdp.SessionDescription;

/** Whatever is offered, an answer is of our own making. */
class NegotiatorFuzzTest {

  static Stream<byte[]> offers() {
    return OfferSamples.names()
        .map(name -> OfferSamples.offer(name).getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("offers")
  @FuzzTest(maxDuration = "60s")
  void answersOrRejects(byte[] data) {
    String offer = new String(data, StandardCharsets.UTF_8);
    Negotiator negotiator = Samples.negotiator(NegotiationPolicy.participant(16));
    check(offer, negotiator.offer(offer));
    check(offer, negotiator.offer(offer));
  }

  private static void check(String offer, NegotiationResult result) {
    switch (result) {
      case NegotiationResult.Rejected(String message) -> {
        assertFalse(message.isBlank());
        assertTrue(message.chars().noneMatch(Character::isISOControl), message);
      }
      case NegotiationResult.Accepted(Negotiation negotiation) -> {
        String answer = negotiation.answer(Samples.LOCAL);
        assertTrue(
            answer.chars().allMatch(c -> c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7F)),
            answer);
        SessionDescription read = description(answer);
        SessionDescription offered = description(offer);
        assertEquals(answer, read.write());
        assertEquals(offered.media().size(), read.media().size());
        for (int i = 0; i < read.media().size(); i++) {
          assertEquals(offered.media().get(i).media(), read.media().get(i).media());
          assertEquals(
              OfferBundle.mid(offered.media().get(i)), OfferBundle.mid(read.media().get(i)));
        }
      }
    }
  }

  private static SessionDescription description(String text) {
    Parsed.Description<SessionDescription> parsed =
        assertInstanceOf(Parsed.Description.class, SessionDescription.parse(text), text);
    return parsed.value();
  }
}
