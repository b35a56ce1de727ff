package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage.IceServer;

/**
 * Somebody at the door of a room, whose seat on this server is reserved.
 *
 * @param reachedBy our address by which it reached us, when it is ours
 */
record Visitor(
    ParticipantId id,
    String name,
    Grants grants,
    @Nullable InetAddress reachedBy,
    List<IceServer> iceServers) {
  Visitor {
    iceServers = List.copyOf(iceServers);
  }
}
