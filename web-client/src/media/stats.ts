import type { Path } from '../core/path';

export interface StreamStats {
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly mid: string | undefined;
  readonly rid: string | undefined;
  readonly codec: string | undefined;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly framesPerSecond: number | undefined;
  readonly bytes: number;
  readonly packets: number;
  readonly packetsLost: number | undefined;
  readonly jitterMs: number | undefined;
}

export interface RoomStats {
  readonly path: Path | undefined;
  readonly roundTripMs: number | undefined;
  readonly availableOutgoingBitrate: number | undefined;
  readonly streams: readonly StreamStats[];
}

type Entry = Record<string, unknown> & { type: string };

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Totals since the start; rates are the difference of two calls. */
export function summarise(report: RTCStatsReport, path: Path | undefined): RoomStats {
  const entries: Entry[] = [];
  report.forEach((entry: Entry) => {
    entries.push(entry);
  });
  const codecs = new Map(entries.filter((e) => e.type === 'codec').map((e) => [e.id, text(e.mimeType)]));
  const pair = entries.find(
    (e) => e.type === 'candidate-pair' && e.state === 'succeeded' && e.nominated === true,
  );
  const rtt = number(pair?.currentRoundTripTime);
  return {
    path,
    roundTripMs: rtt === undefined ? undefined : rtt * 1000,
    availableOutgoingBitrate: number(pair?.availableOutgoingBitrate),
    streams: entries
      .filter((e) => e.type === 'inbound-rtp' || e.type === 'outbound-rtp')
      .map((e) => streamOf(e, codecs)),
  };
}

function streamOf(entry: Entry, codecs: ReadonlyMap<unknown, string | undefined>): StreamStats {
  const incoming = entry.type === 'inbound-rtp';
  const jitter = number(entry.jitter);
  return {
    direction: incoming ? 'in' : 'out',
    kind: text(entry.kind) ?? '',
    mid: text(entry.mid),
    rid: text(entry.rid),
    codec: codecs.get(entry.codecId),
    width: number(entry.frameWidth),
    height: number(entry.frameHeight),
    framesPerSecond: number(entry.framesPerSecond),
    bytes: number(incoming ? entry.bytesReceived : entry.bytesSent) ?? 0,
    packets: number(incoming ? entry.packetsReceived : entry.packetsSent) ?? 0,
    packetsLost: number(entry.packetsLost),
    jitterMs: jitter === undefined ? undefined : jitter * 1000,
  };
}
