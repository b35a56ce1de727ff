package org.parley.signaling.negotiation;

/** What became of an offer. */
public sealed interface NegotiationResult {

  record Accepted(Negotiation negotiation) implements NegotiationResult {}

  /**
   * The offer can not be answered; what was negotiated before it still holds.
   *
   * @param message for people: the line or attribute at fault and the remedy, without control
   *     characters
   */
  record Rejected(String message) implements NegotiationResult {}
}
