/** One file on its way to or from one participant. */
import type { RtcError } from '../core/errors';

export type TransferDirection = 'in' | 'out';

export type TransferState =
  /** Waits for the receiver to accept. */
  | 'offered'
  | 'transferring'
  /** By either side; see `pausedBy`. */
  | 'paused'
  /** The connection or the other side is away: goes on by itself when it is back. */
  | 'interrupted'
  /** All bytes are there; size and hash are compared. */
  | 'verifying'
  | 'done'
  | 'declined'
  /** By either side. */
  | 'cancelled'
  | 'failed';

export interface Transfer {
  readonly id: string;
  readonly direction: TransferDirection;
  /** The other side; its id changes when it joins again and shows that it is the same. */
  readonly participant: { readonly id: string; readonly name: string };
  /** As it was offered: show it as text. To save, use `saveName`. */
  readonly name: string;
  /** Without path, control and bidi characters; never empty. */
  readonly saveName: string;
  readonly size: number;
  readonly mime: string;
  readonly state: TransferState;
  readonly pausedBy: 'us' | 'them' | undefined;
  /** Bytes that the receiver has. */
  readonly transferred: number;
  /** Of the last seconds. */
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | undefined;
  /**
   * Somebody joined under the name of the receiver who did not show to be the same, and gets nothing of it: see
   * `files.offerAnew`.
   */
  readonly stranger: { readonly id: string; readonly name: string } | undefined;
  readonly error: RtcError | undefined;
  /** What was received, once `done`. Only to be saved, never shown inline: its type is the sender's word. */
  readonly blob: Blob | undefined;
  accept(): void;
  decline(): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

export function hasEnded(state: TransferState): boolean {
  return state === 'done' || state === 'declined' || state === 'cancelled' || state === 'failed';
}
