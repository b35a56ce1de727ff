package org.parley.media.api;

/** RTCP feedback that we negotiate (RFC 4585, RFC 5104, transport-wide congestion control). */
public enum RtcpFeedback {
  NACK("nack"),
  NACK_PLI("nack pli"),
  CCM_FIR("ccm fir"),
  TRANSPORT_CC("transport-cc");

  private final String attribute;

  RtcpFeedback(String attribute) {
    this.attribute = attribute;
  }

  /** The value in {@code a=rtcp-fb} behind the payload type. */
  public String attribute() {
    return attribute;
  }
}
