/** How media travels, from the statistics of the peer connection. */
export type Path = 'sfu-udp' | 'sfu-tcp' | 'sfu-relay';

/** What this side speaks with its relay. */
export type RelayProtocol = 'udp' | 'tcp' | 'tls';

export interface PathInfo {
  readonly path: Path;
  /** Of a relayed path, where the browser tells. */
  readonly relayProtocol: RelayProtocol | undefined;
}

/** The members of RTCStats that the detection reads. */
export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly selectedCandidatePairId?: string;
  readonly localCandidateId?: string;
  readonly nominated?: boolean;
  readonly selected?: boolean;
  readonly state?: string;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly bytesSent?: number;
}

const direct = (path: Path): PathInfo => ({ path, relayProtocol: undefined });

/**
 * The path of the selected pair, judged by the local candidate alone: the remote type may read prflx while relayed.
 */
export function pathOf(stats: Iterable<StatsEntry>): PathInfo | undefined {
  const entries = new Map<string, StatsEntry>();
  for (const entry of stats) entries.set(entry.id, entry);
  const pair = selectedPair(entries);
  const local = pair?.localCandidateId === undefined ? undefined : entries.get(pair.localCandidateId);
  if (!local) return undefined;
  if (local.candidateType === 'relay')
    return { path: 'sfu-relay', relayProtocol: relayProtocolOf(local.relayProtocol) };
  return direct(local.protocol?.toLowerCase() === 'tcp' ? 'sfu-tcp' : 'sfu-udp');
}

function relayProtocolOf(text: string | undefined): RelayProtocol | undefined {
  const protocol = text?.toLowerCase();
  return protocol === 'udp' || protocol === 'tcp' || protocol === 'tls' ? protocol : undefined;
}

export function samePath(a: PathInfo | undefined, b: PathInfo): boolean {
  return a?.path === b.path && a.relayProtocol === b.relayProtocol;
}

function selectedPair(entries: ReadonlyMap<string, StatsEntry>): StatsEntry | undefined {
  let best: StatsEntry | undefined;
  for (const entry of entries.values()) {
    if (entry.type === 'transport' && entry.selectedCandidatePairId !== undefined) {
      const pair = entries.get(entry.selectedCandidatePairId);
      if (pair) return pair;
    }
    // Firefox had no transport statistics for long: `selected`, else the nominated pair that carries most.
    if (entry.type !== 'candidate-pair' || entry.state !== 'succeeded') continue;
    if (entry.selected) best = entry;
    else if (entry.nominated && !best?.selected && (entry.bytesSent ?? 0) >= (best?.bytesSent ?? 0))
      best = entry;
  }
  return best;
}
