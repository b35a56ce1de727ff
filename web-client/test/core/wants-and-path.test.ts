import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/core/backoff';
import type { StatsEntry } from '../../src/core/path';
import { pathOf } from '../../src/core/path';
import type { View } from '../../src/core/wants';
import { sameWants, wantsOf } from '../../src/core/wants';

const view = (track: string, width: number, height: number, priority = 0): View => ({
  track,
  width,
  height,
  priority,
});

describe('wantsOf', () => {
  it('lists visible tracks by priority, then by area', () => {
    expect(
      wantsOf([
        view('small', 160, 90),
        view('hidden', 0, 0),
        view('big', 1280, 720),
        view('speaker', 320, 180, 1),
      ]),
    ).toEqual([
      { track: 'speaker', width: 320, height: 192 },
      { track: 'big', width: 1280, height: 720 },
      { track: 'small', width: 160, height: 96 },
    ]);
  });

  it('takes the larger of two views of a track', () => {
    expect(wantsOf([view('a', 160, 90), view('a', 640, 360), view('a', 320, 180)])).toEqual([
      { track: 'a', width: 640, height: 368 },
    ]);
  });

  it('rounds up, so that a small change of size is no change', () => {
    expect(sameWants(wantsOf([view('a', 641, 353)]), wantsOf([view('a', 650.5, 365)]))).toBe(true);
    expect(sameWants(wantsOf([view('a', 641, 353)]), wantsOf([view('a', 660, 365)]))).toBe(false);
    expect(sameWants([], wantsOf([view('a', 1, 1)]))).toBe(false);
  });

  it('is stable for equal views', () => {
    expect(wantsOf([view('b', 9, 9), view('a', 9, 9)]).map((want) => want.track)).toEqual(['a', 'b']);
  });
});

describe('pathOf', () => {
  const local = (candidateType: string, protocol: string): StatsEntry => ({
    id: 'L',
    type: 'local-candidate',
    candidateType,
    protocol,
  });
  const pair = (more: Partial<StatsEntry> = {}): StatsEntry => ({
    id: 'P',
    type: 'candidate-pair',
    state: 'succeeded',
    localCandidateId: 'L',
    ...more,
  });
  const transport: StatsEntry = { id: 'T', type: 'transport', selectedCandidatePairId: 'P' };

  it.each([
    ['host', 'udp', 'sfu-udp'],
    ['prflx', 'udp', 'sfu-udp'],
    ['host', 'TCP', 'sfu-tcp'],
    ['relay', 'udp', 'sfu-relay'],
    ['relay', 'tcp', 'sfu-relay'],
  ])('%s over %s is %s', (type, protocol, path) => {
    expect(pathOf([transport, pair(), local(type, protocol)])?.path).toBe(path);
  });

  it('finds the pair without transport statistics', () => {
    const other: StatsEntry = { ...pair({ nominated: true, bytesSent: 1 }), id: 'Q', localCandidateId: 'M' };
    const busy = pair({ nominated: true, bytesSent: 500 });
    expect(pathOf([other, busy, local('relay', 'udp')])?.path).toBe('sfu-relay');
    expect(pathOf([pair({ selected: true }), other, local('host', 'udp')])?.path).toBe('sfu-udp');
  });

  it.each([
    ['udp', 'udp'],
    ['TCP', 'tcp'],
    ['tls', 'tls'],
    ['dtls', undefined],
    [undefined, undefined],
  ])('a relay spoken to over %s is one over %s', (told, relayProtocol) => {
    const relay = { ...local('relay', 'udp'), ...(told ? { relayProtocol: told } : {}) };
    expect(pathOf([transport, pair(), relay])).toEqual({ path: 'sfu-relay', relayProtocol });
    // Of a candidate that is no relay the browser may tell it as well.
    const host = { ...relay, candidateType: 'host' };
    expect(pathOf([transport, pair(), host])).toEqual({ path: 'sfu-udp', relayProtocol: undefined });
  });

  it('does not know before there is a pair', () => {
    expect(
      pathOf([{ id: 'T', type: 'transport' }, pair({ state: 'in-progress' }), local('host', 'udp')]),
    ).toBeUndefined();
  });
});

describe('backoffMs', () => {
  it('doubles from 0.3 s to 2 s, with jitter over the upper half', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((n) => backoffMs(n, () => 1))).toEqual([
      300, 600, 1200, 2000, 2000, 2000, 2000,
    ]);
    expect([0, 5].map((n) => backoffMs(n, () => 0))).toEqual([150, 1000]);
  });
});
