package org.parley.media.api;

import java.util.List;

/**
 * The remote side of a negotiation: who may connect, and what flows. We are always the DTLS server,
 * so our order of SRTP profiles decides (RFC 5764 section 4.1.2).
 *
 * @param fingerprints of the peer's certificate; at least one, any match is enough
 * @param lines every m-line that is not rejected, in the order of the SDP
 */
public record RemoteDescription(
    IceCredentials ice, List<Fingerprint> fingerprints, List<MediaLine> lines) {
  public RemoteDescription {
    fingerprints = List.copyOf(fingerprints);
    lines = List.copyOf(lines);
  }
}
