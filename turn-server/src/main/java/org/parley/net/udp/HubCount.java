package org.parley.net.udp;

/** What a {@link UdpHub} counts. */
public enum HubCount {
  RECEIVED,
  SENT,
  /** The socket was full. */
  DROPPED,
  /** Refused by the system for good: no route, too long, not permitted. */
  FAILED,
  ICMP_ERRORS,
  WAKE_UPS,
  SYSTEM_CALLS
}
