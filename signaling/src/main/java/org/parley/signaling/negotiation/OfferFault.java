package org.parley.signaling.negotiation;

/**
 * Why an offer can not be answered, thrown inside this package only and caught by {@link
 * Negotiator}.
 */
final class OfferFault extends Exception {
  private static final long serialVersionUID = 1;

  OfferFault(String message) {
    super(message, null, false, false);
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
