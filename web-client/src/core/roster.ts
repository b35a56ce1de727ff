/** The client's picture of the room: a value, changed only by the messages of the server. */
import type { ParticipantInfo, ServerMessage, SlotInfo, Welcome } from './protocol';
import { exhausted } from './protocol';

export interface Roster {
  readonly self: ParticipantInfo;
  readonly others: ReadonlyMap<string, ParticipantInfo>;
  /** What each slot carries, by mid; empty slots are absent. */
  readonly slots: ReadonlyMap<string, SlotInfo>;
  readonly speakers: readonly string[];
  /** Wanted tracks that this browser cannot decode: track id → codec. */
  readonly undecodable: ReadonlyMap<string, string>;
}

export function rosterOf(welcome: Welcome): Roster {
  return {
    self: welcome.participant,
    others: new Map(
      welcome.participants.filter((p) => p.id !== welcome.participant.id).map((p) => [p.id, p]),
    ),
    slots: new Map(),
    speakers: [],
    undecodable: new Map(),
  };
}

export function reduce(roster: Roster, message: ServerMessage): Roster {
  switch (message.type) {
    case 'welcome':
      return rosterOf(message);
    case 'participant-joined':
    case 'participant-changed': {
      const { participant } = message;
      if (participant.id === roster.self.id) return { ...roster, self: participant };
      return { ...roster, others: new Map(roster.others).set(participant.id, participant) };
    }
    case 'participant-left': {
      const others = new Map(roster.others);
      others.delete(message.participantId);
      return { ...roster, others, speakers: roster.speakers.filter((id) => id !== message.participantId) };
    }
    case 'slots':
      return {
        ...roster,
        slots: new Map(
          message.slots.filter((s) => s.track !== null && s.track !== undefined).map((s) => [s.mid, s]),
        ),
      };
    case 'speakers':
      return { ...roster, speakers: message.participantIds };
    case 'track-undecodable':
      return { ...roster, undecodable: new Map(roster.undecodable).set(message.track, message.codec) };
    case 'resumed':
    case 'answer':
    case 'candidate':
    case 'offer-needed':
    case 'layers':
    case 'chat':
    case 'chat-history':
    case 'channel-closed':
    case 'left':
    case 'pong':
    case 'error':
      return roster;
    default:
      return exhausted(message);
  }
}

/** The mid of the slot that carries a track now. */
export function slotOfTrack(roster: Roster, trackId: string): string | undefined {
  for (const slot of roster.slots.values()) if (slot.track === trackId) return slot.mid;
  return undefined;
}

/**
 * Pairs of an audio and a video slot to offer: one per other participant and screen, three in reserve, never fewer
 * than four, and no more than the server's limit of slots of both kinds.
 */
export function slotPairsFor(roster: Roster, slotLimit: number): number {
  let carried = 0;
  for (const other of roster.others.values()) {
    carried += 1;
    if (other.tracks.some((track) => track.source === 'screen')) carried += 1;
  }
  return Math.max(0, Math.min(Math.floor(slotLimit / 2), Math.max(4, carried + 3)));
}
