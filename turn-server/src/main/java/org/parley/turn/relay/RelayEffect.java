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
   * A UDP socket of the relay's family is wanted; answered by {@link RelayServer#onRelayOpened} or
   * {@link RelayServer#onRelayFailed}.
   *
   * @param even its port is to be even (RFC 8656 §18.7)
   * @param next if not null, to be opened as well, at the port that follows; both or none
   */
  record OpenRelay(Relay relay, boolean even, @Nullable Relay next) implements RelayEffect {}

  /** The socket is no longer used. */
  record CloseRelay(Relay relay) implements RelayEffect {}

  /** For the log: a peer was refused. */
  record PeerDenied(User user, InetSocketAddress peer, String rule) implements RelayEffect {}
}
