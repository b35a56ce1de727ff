/** Messages and files in the order of the conversation, grouped by author. */
import type { ChatMessage } from '../../media';

/** What the order needs to know of a file that was sent or offered. */
export interface Placed {
  readonly batch: string;
  /** The last message that was there when the file came; undefined before the first one. */
  readonly after: string | undefined;
}

export type TimelineItem<F extends Placed> =
  | { readonly kind: 'message'; readonly key: string; readonly message: ChatMessage; readonly first: boolean }
  /** One file, with a transfer for each receiver. */
  | { readonly kind: 'file'; readonly key: string; readonly transfers: readonly F[] };

const groupMs = 5 * 60_000;

export function timelineOf<F extends Placed>(
  messages: readonly ChatMessage[],
  transfers: readonly F[],
): TimelineItem<F>[] {
  const files = filesByPlace(messages, transfers);
  const items: TimelineItem<F>[] = [...(files.get(undefined) ?? [])];
  let previous: ChatMessage | undefined;
  for (const message of messages) {
    const first = !previous || !continues(previous, message);
    items.push({ kind: 'message', key: message.key, message, first });
    const here = files.get(message.key) ?? [];
    items.push(...here);
    previous = here.length === 0 ? message : undefined;
  }
  return items;
}

/** By the message that they follow. */
function filesByPlace<F extends Placed>(messages: readonly ChatMessage[], transfers: readonly F[]) {
  const known = new Set(messages.map(({ key }) => key));
  const places = new Map<string | undefined, (TimelineItem<F> & { kind: 'file' })[]>();
  for (const batch of new Set(transfers.map((transfer) => transfer.batch))) {
    const each = transfers.filter((transfer) => transfer.batch === batch);
    const after = each[0]?.after;
    const place = after !== undefined && known.has(after) ? after : undefined;
    const item = { kind: 'file', key: `file-${batch}`, transfers: each } as const;
    places.set(place, [...(places.get(place) ?? []), item]);
  }
  return places;
}

function continues(previous: ChatMessage, message: ChatMessage): boolean {
  return (
    previous.from === message.from &&
    previous.own === message.own &&
    previous.to === message.to &&
    Math.abs(message.time - previous.time) < groupMs
  );
}
