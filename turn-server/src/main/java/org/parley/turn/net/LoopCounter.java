package org.parley.turn.net;

/** What a loop counts beside its core and its sockets. */
enum LoopCounter {
  /** Packets that another loop had to get. */
  STRAYS,
  STRAYS_DROPPED,
  UNEXPECTED_ICMP
}
