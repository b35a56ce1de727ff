package org.parley.turn.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.turn.auth.User;

/** What the core wants done, in this order. */
public sealed interface RelayEffect {

  /** One whole STUN message. */
  @SuppressWarnings("ArrayRecordComponent")
  record Send(FiveTuple to, byte[] message) implements RelayEffect {}

  /**
   * A socket of the relay's family and protocol is wanted, one that listens if it is TCP; answered
   * by {@link RelayServer#onRelayOpened} or {@link RelayServer#onRelayFailed}.
   *
   * @param even its port is to be even (RFC 8656 §18.7)
   * @param next if not null, to be opened as well, at the port that follows; both or none
   */
  record OpenRelay(Relay relay, boolean even, @Nullable Relay next) implements RelayEffect {}

  /** The socket is no longer used. */
  record CloseRelay(Relay relay) implements RelayEffect {}

  /**
   * A TCP connection to a peer is wanted, from the relay's address and port (RFC 6062 §5.2);
   * answered by {@link RelayServer#onPeerConnected} or {@link RelayServer#onConnectFailed}. What
   * the peer sends is not to be read before {@link Splice}.
   *
   * @param connection its id from now on
   */
  record Connect(int connection, Relay relay, InetSocketAddress peer) implements RelayEffect {}

  /**
   * Follows the answer to a ConnectionBind: whatever comes on the client's connection behind that
   * request goes to the peer, and the other way, until one of them ends; then {@link
   * RelayServer#onConnectionClosed}. Nothing more of this client is for the core.
   *
   * @param client may be connected to another core than this one
   * @param meter of what passes
   */
  record Splice(int connection, FiveTuple client, SpliceMeter meter) implements RelayEffect {}

  /**
   * The connection to the peer is to be closed, or no longer to be tried, and the client's that it
   * may be spliced with.
   */
  record ClosePeer(int connection) implements RelayEffect {}

  /** For the log: a peer was refused. */
  record PeerDenied(User user, InetSocketAddress peer, String rule) implements RelayEffect {}
}
