package org.parley.signaling.room;

import org.parley.signaling.protocol.ServerMessage;

/** Where a room's effects go that are not for the media plane. Used on the room's thread. */
interface RoomOutlets {

  void send(ConnectionId connection, ServerMessage message);

  void close(ConnectionId connection, int code, String reason);

  /** Does nothing for a request that is answered already. */
  void reply(RequestId request, HttpOutcome outcome);

  void freeSeat();

  void count(ChatOutcome outcome);
}
