package org.parley.media.api;

/** How a peer's packets reach us. */
public enum MediaPath {
  UDP,
  TCP,
  /** Through a TURN relay of ours. */
  RELAY
}
