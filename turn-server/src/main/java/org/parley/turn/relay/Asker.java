package org.parley.turn.relay;

import org.parley.turn.auth.Authentication.Authenticated;
import org.parley.turn.auth.User;
import org.parley.turn.stun.StunMessage;

/** An authenticated request, with what its answer needs. */
record Asker(FiveTuple client, StunMessage request, Authenticated proof, boolean fingerprint) {
  User user() {
    return proof.user();
  }
}
