package org.parley.turn.relay;

import org.parley.turn.peers.IpAddress;

/** RFC 8656 §9: packets from and to this address may pass. */
final class Permission extends Deadline {
  final Allocation allocation;
  final IpAddress peer;
  // One of our own addresses: only the ports that we serve.
  boolean servedPortsOnly;

  Permission(Allocation allocation, IpAddress peer) {
    this.allocation = allocation;
    this.peer = peer;
  }
}
