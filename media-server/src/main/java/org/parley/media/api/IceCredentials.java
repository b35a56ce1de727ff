package org.parley.media.api;

/** User name fragment and password of one ICE generation (RFC 8839 section 5.4). */
public record IceCredentials(String ufrag, String password) {
  @Override
  public String toString() {
    return "IceCredentials[" + ufrag + "]";
  }
}
