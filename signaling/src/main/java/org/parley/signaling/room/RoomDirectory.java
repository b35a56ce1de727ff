package org.parley.signaling.room;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;

/**
 * Where rooms are found by name. Rooms appear with the first visitor and vanish with the last.
 * Nobody holds a room but by this and by having entered it, so that rooms can live elsewhere.
 */
interface RoomDirectory {

  /**
   * Reserves a seat on this server and hands the visitor's command to the room.
   *
   * @param command {@link RoomCommand.Enter}, {@link RoomCommand.OpenWhip} or {@link
   *     RoomCommand.OpenWhep}; the seat is freed by the room's {@link RoomEffect.FreeSeat}
   */
  Admission admit(RoomId room, RoomCommand command);

  /** The room of this name, while it lives. */
  @Nullable Room find(RoomId room);

  /** What a visitor hears. */
  sealed interface Admission {
    /** The room decides; it answers by itself. */
    record Admitted(Room room) implements Admission {}

    record ServerFull(String message) implements Admission {}

    record ShuttingDown() implements Admission {}
  }
}
