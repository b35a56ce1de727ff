/**
 * Whether who came back under a name is who left: both sides show that they know the id of a transfer, which was told
 * to nobody else, and do not say it (docs/files.md).
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { FileMessage } from '../core/file-messages';
import { parseFileMessage } from '../core/file-messages';
import { Timer } from '../core/timers';
import type { RoomChannel } from './channel';
import { hexOf } from './hex';

/** Somebody who is there says at once whether they know it. */
const answerMs = 10_000;

/** @internal The participants at the ends of a channel, as the server says: nobody can pass a proof on as their own. */
export interface Ends {
  readonly sender: string;
  readonly receiver: string;
}

/** @internal What `who` says to show that it knows the transfer. */
export function proofOf(who: keyof Ends, transferId: string, { sender, receiver }: Ends): string {
  const utf8 = new TextEncoder();
  return hexOf(hmac(sha256, utf8.encode(transferId), utf8.encode(`${who} ${sender} ${receiver}`)));
}

interface ReunionListeners {
  /** The other side knows the transfer; the channel is free to go on with it. */
  readonly onKnown: () => void;
  readonly onStranger: () => void;
  /** The channel closed, or nothing was said. */
  readonly onLost: () => void;
}

/** @internal Asks over a channel of our own, of which `ends` tells the ends; the result takes the question back. */
export function reunite(
  channel: RoomChannel,
  transferId: string,
  ends: () => Ends,
  { onKnown, onStranger, onLost }: ReunionListeners,
): () => void {
  const timer = new Timer();
  const ask = () => {
    const again: FileMessage = { type: 'again', proof: proofOf('sender', transferId, ends()) };
    channel.send(JSON.stringify(again));
  };
  const stop = () => {
    timer.stop();
    for (const each of off) each();
  };
  const giveUp = (why: () => void) => {
    stop();
    channel.close();
    why();
  };
  const off = [
    channel.on('message', ({ data }) => {
      const answer = typeof data === 'string' ? parseFileMessage(data) : undefined;
      if (answer?.type === 'known' && answer.proof === proofOf('receiver', transferId, ends())) {
        stop();
        onKnown();
      } else giveUp(onStranger);
    }),
    channel.on('state', (state) => {
      if (state === 'open') ask();
      else if (state === 'closed') giveUp(onLost);
    }),
  ];
  timer.start(answerMs, () => giveUp(onLost));
  if (channel.state === 'open') ask();
  return () => {
    stop();
    channel.close();
  };
}
