package org.parley.turn.relay;

/** How a relay reaches peers. */
public enum RelayProtocol {
  UDP,
  /** RFC 6062. */
  TCP
}
