package org.parley.signaling.protocol;

/** How a participant is connected, as others see it. */
public enum ConnectionState {
  CONNECTING,
  CONNECTED,
  RECONNECTING
}
