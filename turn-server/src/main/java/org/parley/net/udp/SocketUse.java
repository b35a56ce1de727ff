package org.parley.net.udp;

/** What a {@link HubSocket} is for, which decides about its options. */
public enum SocketUse {
  /** Many remote addresses, and nobody else at its own. */
  LISTENING(4 << 20, false, false),

  /** As {@link #LISTENING}, its address shared with other loops (SO_REUSEPORT). */
  LISTENING_SHARED(4 << 20, true, false),

  /**
   * A few remote addresses. Its buffers take a burst of 200 packets and more (the kernel counts
   * about 2.3 KB for each, and doubles what is asked for) and cost nothing while they are empty;
   * ICMP errors are handed up; what is sent may be fragmented.
   */
  RELAY(256 << 10, false, true);

  final int buffer;
  final boolean shared;
  final boolean relay;

  SocketUse(int buffer, boolean shared, boolean relay) {
    this.buffer = buffer;
    this.shared = shared;
    this.relay = relay;
  }
}
