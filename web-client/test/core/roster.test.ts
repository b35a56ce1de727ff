import { describe, expect, it } from 'vitest';
import type { ParticipantInfo, ServerMessage } from '../../src/core/protocol';
import type { Roster } from '../../src/core/roster';
import { reduce, rosterOf, slotOfTrack, slotPairsFor } from '../../src/core/roster';
import { welcome } from '../fake-server';

const someone = (id: string): ParticipantInfo => ({ id, name: id, connection: 'connected', tracks: [] });

const rosterAfter = (...messages: ServerMessage[]): Roster => messages.reduce(reduce, rosterOf(welcome));

describe('reduce', () => {
  it('begins with the others of the welcome', () => {
    const roster = rosterAfter();
    expect([...roster.others.keys()]).toEqual(['p1']);
    expect(roster.self.id).toBe('me');
  });

  it('follows who comes, changes and goes', () => {
    const roster = rosterAfter(
      { type: 'participant-joined', seq: 2, participant: someone('p2') },
      { type: 'participant-changed', seq: 3, participant: { ...someone('p1'), connection: 'reconnecting' } },
      { type: 'participant-joined', seq: 4, participant: someone('p3') },
      { type: 'participant-left', seq: 5, participantId: 'p2', reason: 'timeout' },
    );
    expect([...roster.others.values()].map((p) => `${p.id} ${p.connection}`)).toEqual([
      'p1 reconnecting',
      'p3 connected',
    ]);
  });

  it('learns about one’s own tracks', () => {
    const own: ParticipantInfo = {
      ...someone('me'),
      tracks: [{ id: 'me-m', kind: 'audio', source: 'microphone', muted: true }],
    };
    const roster = rosterAfter({ type: 'participant-changed', seq: 2, participant: own });
    expect(roster.self).toEqual(own);
    expect([...roster.others.keys()]).toEqual(['p1']);
  });

  it('replaces the slots as a whole and leaves out empty ones', () => {
    const first = { mid: '2', participantId: 'p1', track: 'p1-m', source: 'microphone' } as const;
    const second = { mid: '3', participantId: 'p1', track: 'p1-c', source: 'camera' } as const;
    const empty = { mid: '4', participantId: null, track: null, source: null };
    let roster = rosterAfter({ type: 'slots', seq: 2, slots: [first, second, empty] });
    expect([...roster.slots.keys()]).toEqual(['2', '3']);
    expect(slotOfTrack(roster, 'p1-c')).toBe('3');
    roster = reduce(roster, { type: 'slots', seq: 3, slots: [{ ...first, mid: '4' }] });
    expect(slotOfTrack(roster, 'p1-m')).toBe('4');
    expect(slotOfTrack(roster, 'p1-c')).toBeUndefined();
  });

  it('forgets a speaker who left', () => {
    const roster = rosterAfter(
      { type: 'speakers', participantIds: ['p1', 'me'] },
      { type: 'participant-left', seq: 2, participantId: 'p1', reason: 'left' },
    );
    expect(roster.speakers).toEqual(['me']);
  });

  it('remembers what cannot be decoded', () => {
    const roster = rosterAfter({
      type: 'track-undecodable',
      seq: 2,
      track: 'p1-c',
      participantId: 'p1',
      codec: 'AV1',
    });
    expect(roster.undecodable.get('p1-c')).toBe('AV1');
  });
});

describe('slotPairsFor', () => {
  const room = (others: number, screens = 0): Roster => {
    const people = Array.from(
      { length: others },
      (_, i): ParticipantInfo => ({
        ...someone(`p${i}`),
        tracks: i < screens ? [{ id: `s${i}`, kind: 'video', source: 'screen', muted: false }] : [],
      }),
    );
    return rosterOf({ ...welcome, participants: people });
  };

  it.each([
    [0, 0, 64, 4],
    [1, 0, 64, 4],
    [2, 0, 64, 5],
    [8, 0, 64, 11],
    [8, 2, 64, 13],
    [40, 0, 60, 30],
    [0, 0, 4, 2],
    [0, 0, 0, 0],
  ])('%i others, %i screens, limit %i slots: %i pairs', (others, screens, limit, pairs) => {
    expect(slotPairsFor(room(others, screens), limit)).toBe(pairs);
  });
});
