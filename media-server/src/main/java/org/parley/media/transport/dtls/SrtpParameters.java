package org.parley.media.transport.dtls;

import org.parley.media.transport.srtp.SrtpProfile;

/**
 * What a handshake settled for SRTP (RFC 5764 section 4.2).
 *
 * @param keyingMaterial client key, server key, client salt, server salt
 */
@SuppressWarnings("ArrayRecordComponent")
public record SrtpParameters(SrtpProfile profile, byte[] keyingMaterial) {
  @Override
  public String toString() {
    return "SrtpParameters[" + profile + "]";
  }
}
