/** How media travels, from the statistics of the peer connection. */
export type Path = 'sfu-udp' | 'sfu-tcp' | 'sfu-relay';

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
  readonly bytesSent?: number;
}

/**
 * The path of the selected pair, judged by the local candidate alone: the remote type may read prflx while relayed.
 */
export function pathOf(stats: Iterable<StatsEntry>): Path | undefined {
  const entries = new Map<string, StatsEntry>();
  for (const entry of stats) entries.set(entry.id, entry);
  const pair = selectedPair(entries);
  const local = pair?.localCandidateId === undefined ? undefined : entries.get(pair.localCandidateId);
  if (!local) return undefined;
  if (local.candidateType === 'relay') return 'sfu-relay';
  return local.protocol?.toLowerCase() === 'tcp' ? 'sfu-tcp' : 'sfu-udp';
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
