package org.parley.media.api;

/** What a peer connection tells the control side. */
public sealed interface PeerEvent {

  /** DTLS is up and media may flow. Told once. */
  record Connected(MediaPath path) implements PeerEvent {}

  /** The selected pair changed to another kind of path. */
  record PathChanged(MediaPath path) implements PeerEvent {}

  /** Consent expired (RFC 7675): nothing is sent any more until an authenticated check arrives. */
  record Disconnected() implements PeerEvent {}

  /** Checks arrive again after {@link Disconnected}. */
  record Reconnected(MediaPath path) implements PeerEvent {}

  /**
   * The connection is over and will not come back: handshake failed or timed out, fingerprint
   * mismatch, DTLS closed.
   */
  record Failed(String reason) implements PeerEvent {}

  /**
   * The first authenticated packet of a published track arrived; told again when the codec changes.
   */
  record TrackStarted(TrackId track, Codec codec) implements PeerEvent {}

  /** The SCTP association is up: channels may be opened. */
  record DataConnected() implements PeerEvent {}

  /**
   * All data channels are gone; none will come before an offer that disables and one that enables
   * them.
   */
  record DataEnded(String reason) implements PeerEvent {}

  /**
   * The peer can be sent texts on a {@linkplain ServedLabels served label}.
   *
   * @param maxBytes of one text in UTF-8: no larger ones reach the peer on its channels
   */
  record ServedChannelOpened(String label, int maxBytes) implements PeerEvent {}

  record ServedChannelClosed(String label) implements PeerEvent {}

  /** The peer sent a text on a {@linkplain ServedLabels served label}. */
  record ServedMessage(String label, String text) implements PeerEvent {}

  /** Something is wrong with a channel of the peer's, who should be told. */
  record ChannelFaulted(int channel, String label, ChannelFault fault) implements PeerEvent {}

  /** Nobody can show this track on this slot: the subscriber did not negotiate its codec. */
  record TrackUndecodable(Mid slot, TrackId track, Codec codec) implements PeerEvent {}
}
