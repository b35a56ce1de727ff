package org.parley.turn.net;

/** What a loop counts beside its core and its sockets. */
enum LoopCounter {
  /** Packets that another loop had to get. */
  STRAYS,
  STRAYS_DROPPED,
  /** Packets for our media server that did not go by the network. */
  TO_MEDIA,
  /** Packets of our media server that did not come by the network. */
  FROM_MEDIA,
  /** Packets on that way that were lost: the other side did not keep up, or the relay was gone. */
  PASSAGE_DROPPED,
  UNEXPECTED_ICMP
}
