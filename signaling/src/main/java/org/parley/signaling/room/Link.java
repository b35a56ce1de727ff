package org.parley.signaling.room;

import org.parley.media.api.PeerId;

/** A member's media connection. */
sealed interface Link {

  /** Nothing was offered yet. */
  record None() implements Link {}

  /** It failed; only a new peer connection helps. */
  record Failed() implements Link {}

  /**
   * @param remoteUfrag names the client's ICE generation
   * @param localUfrag names ours
   * @param candidates that the client trickled in this generation
   */
  record Open(
      PeerId peer,
      Phase phase,
      long sinceNanos,
      String remoteUfrag,
      String localUfrag,
      int candidates)
      implements Link {

    static Open connecting(PeerId peer, long nowNanos) {
      return new Open(peer, Phase.CONNECTING, nowNanos, "", "", 0);
    }

    Open in(Phase newPhase, long nowNanos) {
      return new Open(peer, newPhase, nowNanos, remoteUfrag, localUfrag, candidates);
    }

    Open withGeneration(String remote, String local) {
      boolean same = remote.equals(remoteUfrag);
      return new Open(peer, phase, sinceNanos, remote, local, same ? candidates : 0);
    }

    Open withCandidates(int more) {
      return new Open(peer, phase, sinceNanos, remoteUfrag, localUfrag, candidates + more);
    }
  }

  /** How far an open connection has come. */
  enum Phase {
    CONNECTING,
    CONNECTED,
    DISCONNECTED
  }
}
