package org.parley.media.api;

import java.net.InetSocketAddress;

/**
 * A transport address at which a side can be reached (RFC 8839 section 5.1). Addresses are literal:
 * host names are dropped where SDP is parsed.
 *
 * @param priority 1 to 2^31 - 1
 */
public record IceCandidate(
    String foundation, Protocol protocol, long priority, InetSocketAddress address, Type type) {

  /** How packets travel; TCP is RFC 6544 with the framing of RFC 4571. */
  public enum Protocol {
    UDP,
    TCP_PASSIVE,
    TCP_ACTIVE
  }

  /** RFC 8445 section 5.1.1. */
  public enum Type {
    HOST,
    SERVER_REFLEXIVE,
    PEER_REFLEXIVE,
    RELAYED
  }
}
