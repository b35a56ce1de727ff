package org.parley.turn.relay;

import org.parley.turn.auth.User;

/** RFC 8656 §7.2: the port after an even one, kept for the client that shows the token. */
final class Reservation extends Deadline implements Relay.Owner {
  final long token;
  final Relay relay;
  final User user;

  Reservation(long token, Relay relay, User user) {
    this.token = token;
    this.relay = relay;
    this.user = user;
  }
}
