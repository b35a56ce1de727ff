/** Files from participant to participant. */
import { Emitter } from '../core/events';
import type { Transfer } from './transfer';

export interface FileEvents {
  /** Somebody offers a file: `accept` or `decline` it. */
  offer: Transfer;
  /** A transfer came, went, or changed (progress at most ten times a second). */
  changed: Transfer;
}

export interface SendFileOptions {
  /** One participant; everybody who is there with data channels otherwise. */
  readonly to?: string | undefined;
  /** Needed for a Blob that has no name. */
  readonly name?: string | undefined;
}

export abstract class Files extends Emitter<FileEvents> {
  /** Newest last; ended ones stay until they are removed. */
  abstract readonly transfers: readonly Transfer[];
  /** Offers a file; one transfer for each receiver, none when nobody can receive. */
  abstract send(file: Blob, options?: SendFileOptions): Transfer[];
  /** Forgets a transfer (and frees its blob); one that has not ended is cancelled. */
  abstract remove(transfer: Transfer): void;
}
