package org.parley.media.api;

import java.util.List;

/** One participant's peer connection on the media plane. */
public interface MediaPeer {

  PeerId id();

  /**
   * Applies what an offer and our answer settled. The first call starts ICE; a later one whose
   * remote user name fragment differs restarts it (RFC 8445 section 9) while DTLS stays. Tracks and
   * slots that are gone from {@code remote} end.
   *
   * @return our credentials for the answer: new ones after a restart, else the same as before
   */
  IceCredentials apply(RemoteDescription remote);

  /**
   * A trickled candidate (RFC 8838) of the generation {@code ufrag}; those of another generation
   * are dropped.
   */
  void addRemoteCandidate(String ufrag, IceCandidate candidate);

  /** Connects slots to tracks of the same room. Unknown mids and tracks are dropped and counted. */
  void assign(List<SlotAssignment> assignments);

  /**
   * The channels that the peer uses without opening them: the whole list, those that are not in it
   * any more are closed. May be told before the connection is up.
   */
  void negotiate(List<NegotiatedChannel> channels);

  /**
   * Sends a text to the peer on its channel of a {@linkplain ServedLabels served label}; dropped
   * and counted where it has none.
   */
  void sendServed(String label, String text);

  /** Ends the connection and frees everything it held. Idempotent. */
  void close();
}
