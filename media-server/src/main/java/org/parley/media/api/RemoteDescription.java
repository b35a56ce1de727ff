package org.parley.media.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The remote side of a negotiation: who may connect, and what flows. We are always the DTLS server,
 * so our order of SRTP profiles decides (RFC 5764 section 4.1.2).
 *
 * @param fingerprints of the peer's certificate; at least one, any match is enough
 * @param lines every m-line of media that is not rejected, in the order of the SDP
 * @param data the m-line of data channels, null where there is none or it is rejected
 */
public record RemoteDescription(
    IceCredentials ice,
    List<Fingerprint> fingerprints,
    List<MediaLine> lines,
    @Nullable DataLine data) {
  public RemoteDescription {
    fingerprints = List.copyOf(fingerprints);
    lines = List.copyOf(lines);
  }
}
