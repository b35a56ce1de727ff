/**
 * Rooms: who is in them, what they publish, and which slot of whom carries which track.
 *
 * <p>A room is an actor: one virtual thread takes commands from a mailbox and feeds them to {@link
 * org.parley.signaling.room.RoomCore}, which knows no clock, thread, socket or randomness of its
 * own; the effects that come out are carried out by the same thread. Participants enter by
 * WebSocket ({@link org.parley.signaling.room.SignalingService}) or by HTTP ({@code
 * org.parley.signaling.whip}); rooms are found by name in a {@link
 * org.parley.signaling.room.RoomDirectory}.
 *
 * <p>The protocol is {@code docs/protocol.md}.
 */
@NullMarked
package org.parley.signaling.room;

import org.jspecify.annotations.NullMarked;
