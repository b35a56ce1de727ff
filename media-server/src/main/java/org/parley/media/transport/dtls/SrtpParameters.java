package org.parley.media.transport.dtls;

/**
 * What a handshake settled for SRTP (RFC 5764 section 4.2).
 *
 * @param profile the number of the protection profile
 * @param keyingMaterial client key, server key, client salt, server salt
 */
@SuppressWarnings("ArrayRecordComponent")
public record SrtpParameters(int profile, byte[] keyingMaterial) {
  @Override
  public String toString() {
    return "SrtpParameters[" + profile + "]";
  }
}
