package org.parley.turn.relay;

import java.net.InetSocketAddress;
import org.parley.turn.peers.IpAddress;

/** RFC 8656 §12: a number that stands for a peer's address and port. */
final class ChannelBinding extends Deadline {
  static final int FIRST = 0x4000;
  static final int LAST = 0x4FFF;

  final Allocation allocation;
  final int number;
  final InetSocketAddress peer;
  final IpAddress ip;
  // Replaced when the permission ended and came again; the channel may outlive it.
  Permission permission;

  ChannelBinding(Allocation allocation, int number, InetSocketAddress peer, Permission permission) {
    this.allocation = allocation;
    this.number = number;
    this.peer = peer;
    this.ip = permission.peer;
    this.permission = permission;
  }

  static boolean isNumber(int number) {
    return number >= FIRST && number <= LAST;
  }
}
