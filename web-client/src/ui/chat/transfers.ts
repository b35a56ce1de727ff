/** The transfers as signals: the list, and for each one what its card shows. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';
import type { Files, Transfer } from '../../media';
import { hasEnded } from '../../media';
import type { Placed } from './timeline';

export type AnyFiles = Pick<Files, 'transfers' | 'send' | 'offerAnew' | 'remove' | 'on'>;

/** A snapshot of what changes, made anew with every change. */
export type TransferView = Pick<
  Transfer,
  | 'state'
  | 'pausedBy'
  | 'participant'
  | 'stranger'
  | 'transferred'
  | 'bytesPerSecond'
  | 'secondsLeft'
  | 'error'
  | 'blob'
>;

export interface ListedTransfer extends Placed {
  readonly transfer: Transfer;
  /** When it came to the list, by our clock. */
  readonly time: number;
  /** It was meant for this participant alone. */
  readonly addressed: boolean;
  readonly view: ReadonlySignal<TransferView>;
}

interface Entry extends ListedTransfer {
  readonly view: Signal<TransferView>;
}

function viewOf(transfer: Transfer): TransferView {
  const { state, pausedBy, participant, stranger } = transfer;
  const { transferred, bytesPerSecond, secondsLeft, error, blob } = transfer;
  return { state, pausedBy, participant, stranger, transferred, bytesPerSecond, secondsLeft, error, blob };
}

export class TransferList {
  readonly list: ReadonlySignal<readonly ListedTransfer[]>;
  /** How many transfers run or wait: they would be lost if the page were left now. */
  readonly running: ReadonlySignal<number>;
  /** Incoming offers that wait for an answer. */
  readonly offers: ReadonlySignal<readonly ListedTransfer[]>;
  /** Accepting and declining is sending too. */
  readonly mayAnswer: boolean;
  readonly #files: AnyFiles;
  readonly #entries = signal<readonly Entry[]>([]);
  readonly #lastMessage: () => string | undefined;
  readonly #off: (() => void)[];
  #sending: { readonly batch: string; readonly addressed: boolean } | undefined;
  #batches = 0;

  /** `onState` is told of every change of state, and of every stranger, with what was before. */
  constructor(
    files: AnyFiles,
    lastMessage: () => string | undefined,
    onState: (transfer: Transfer, before: TransferView | undefined) => void,
    mayAnswer: boolean,
  ) {
    this.mayAnswer = mayAnswer;
    this.#files = files;
    this.#lastMessage = lastMessage;
    this.list = this.#entries;
    this.running = computed(
      () =>
        this.#entries.value.filter(({ transfer, view }) => {
          const { state } = view.value;
          return !hasEnded(state) && (state !== 'offered' || transfer.direction === 'out');
        }).length,
    );
    this.offers = computed(() =>
      this.#entries.value.filter(
        ({ transfer, view }) => transfer.direction === 'in' && view.value.state === 'offered',
      ),
    );
    const changed = (transfer: Transfer) => {
      const before = this.#update(transfer);
      if (before?.state !== transfer.state || before.stranger?.id !== transfer.stranger?.id)
        onState(transfer, before);
    };
    this.#off = [files.on('offer', changed), files.on('changed', changed)];
    this.#syncList();
  }

  /** Offers a file; false when nobody could receive it. */
  send(file: File, to: string | undefined): boolean {
    this.#sending = { batch: `${++this.#batches}`, addressed: to !== undefined };
    const made = this.#files.send(file, { to });
    this.#syncList();
    this.#sending = undefined;
    return made.length > 0;
  }

  /** Offers the file to who has the receiver's name now, in the place of the one before. */
  offerAnew({ transfer, batch, addressed }: ListedTransfer): void {
    this.#sending = { batch, addressed };
    this.#files.offerAnew(transfer);
    this.#syncList();
    this.#sending = undefined;
  }

  remove(transfer: Transfer): void {
    this.#files.remove(transfer);
    this.#syncList();
  }

  dispose(): void {
    for (const off of this.#off) off();
  }

  /** Takes what changed; what was before. */
  #update(transfer: Transfer): TransferView | undefined {
    const known = this.#entries.peek().find((entry) => entry.transfer === transfer);
    const before = known?.view.peek();
    if (known) known.view.value = viewOf(transfer);
    this.#syncList();
    return before;
  }

  #syncList(): void {
    const entries = this.#entries.peek();
    const transfers = this.#files.transfers;
    if (transfers.length === entries.length && transfers.every((each, i) => each === entries[i]?.transfer))
      return;
    this.#entries.value = transfers.map(
      (transfer) => entries.find((entry) => entry.transfer === transfer) ?? this.#enter(transfer),
    );
  }

  #enter(transfer: Transfer): Entry {
    return {
      transfer,
      view: signal(viewOf(transfer)),
      time: Date.now(),
      batch: this.#sending?.batch ?? transfer.id,
      addressed: this.#sending?.addressed ?? false,
      after: this.#lastMessage(),
    };
  }
}
