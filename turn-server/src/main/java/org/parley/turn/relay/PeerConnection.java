package org.parley.turn.relay;

import java.net.InetSocketAddress;

/**
 * A TCP connection between a relay and a peer (RFC 6062 §2). Ends by itself after 30 s, unless the
 * client has a connection for it by then.
 */
final class PeerConnection extends Deadline {
  /** How far it is. */
  sealed interface State {

    /** Asked for by a Connect that has no answer yet. */
    record Connecting(Asker asker) implements State {}

    /** Waits for the client's ConnectionBind. */
    record Waiting() implements State {}

    /** Joined with this connection of the client. */
    record Bound(FiveTuple data) implements State {}
  }

  static final State WAITING = new State.Waiting();

  final int id;
  final Allocation allocation;
  final InetSocketAddress peer;
  State state;

  PeerConnection(int id, Allocation allocation, InetSocketAddress peer, State state) {
    this.id = id;
    this.allocation = allocation;
    this.peer = peer;
    this.state = state;
  }
}
