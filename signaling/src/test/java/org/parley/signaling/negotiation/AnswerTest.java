package org.parley.signaling.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole answers to offers of real implementations, all of which took them. */
class AnswerTest {

  @ParameterizedTest
  @MethodSource("org.parley.signaling.negotiation.OfferSamples#names")
  void answersAsBefore(String name) {
    Negotiator negotiator = Samples.negotiator(NegotiationPolicy.participant(16));
    String answer =
        Samples.accepted(negotiator.offer(OfferSamples.offer(name))).answer(Samples.LOCAL);
    assertEquals(OfferSamples.answer(name), answer);
  }
}
