/** Chat and files as signals: what the panel and the notices read, and the actions they call. */
import type { ReadonlySignal } from '@preact/signals';
import { batch, computed, effect, signal } from '@preact/signals';
import type { Chat, ChatMessage, Room, Transfer } from '../../media';
import { t } from '../i18n';
import { announce, toast } from '../notices';
import { explain } from '../problems';
import { firstWords, visible } from '../text';
import { formatBytes } from './sizes';
import type { AnyFiles } from './transfers';
import { TransferList, type TransferView } from './transfers';

export type { AnyFiles } from './transfers';

/** Somebody to write to. */
export interface Recipient {
  readonly id: string;
  readonly name: string;
}

/** A word of what happens in the closed chat. */
export interface Peek {
  readonly key: string;
  readonly name: string | undefined;
  readonly text: string;
  readonly private: boolean;
}

export type AnyChat = Pick<Chat, 'messages' | 'send' | 'retry' | 'on'>;

export interface ChatRoom {
  readonly chat: AnyChat;
  readonly files: AnyFiles;
  readonly may: Room['may'];
}

export type Others = ReadonlySignal<readonly (Recipient & { readonly data: boolean })[]>;

const peekMs = 7000;
const mostPeeks = 2;

export class Conversation {
  readonly messages = signal<readonly ChatMessage[]>([]);
  readonly open = signal(false);
  readonly unread = signal(0);
  readonly peeks = signal<readonly Peek[]>([]);
  /** Kept here so that they survive the closing of the panel. */
  readonly draft = signal('');
  /** Undefined writes to everybody. */
  readonly recipient = signal<Recipient | undefined>(undefined);
  readonly others: Others;
  /** Whoever was chosen to be written to has left: nothing is sent, least of all to everybody. */
  readonly recipientGone: ReadonlySignal<boolean>;
  /** Otherwise we read along: what we write, offer or answer would go nowhere. */
  readonly mayWrite: boolean;
  readonly transfers: TransferList;
  readonly #room: ChatRoom;
  readonly #off: (() => void)[];

  constructor(room: ChatRoom, others: Others) {
    this.#room = room;
    this.others = others;
    this.mayWrite = room.may('publishData');
    this.messages.value = [...room.chat.messages];
    this.transfers = new TransferList(
      room.files,
      () => this.messages.peek().at(-1)?.key,
      (transfer, before) => this.#onTransferState(transfer, before),
      this.mayWrite,
    );
    this.recipientGone = computed(() => {
      const chosen = this.recipient.value;
      return chosen !== undefined && !others.value.some(({ id }) => id === chosen.id);
    });
    const runs = computed(() => this.transfers.running.value > 0);
    this.#off = [
      room.chat.on('changed', () => {
        this.messages.value = [...room.chat.messages];
      }),
      room.chat.on('message', (message) => this.#onMessage(message)),
      effect(() => this.#followRecipient(others.value)),
      effect(() => {
        if (!runs.value) return;
        const ask = (event: BeforeUnloadEvent) => event.preventDefault();
        window.addEventListener('beforeunload', ask);
        return () => window.removeEventListener('beforeunload', ask);
      }),
    ];
  }

  show(open: boolean): void {
    batch(() => {
      this.open.value = open;
      if (!open) return;
      this.unread.value = 0;
      this.peeks.value = [];
    });
  }

  /** Sends the text; false if it cannot be sent now. */
  send(text: string): boolean {
    if (!this.mayWrite || text.trim() === '' || this.recipientGone.peek()) return false;
    this.#room.chat.send(text, { to: this.recipient.peek()?.id });
    return true;
  }

  retry(key: string): void {
    this.#room.chat.retry(key);
  }

  /** Offers files to the chosen recipient or to everybody, and says why if that cannot be. */
  sendFiles(files: readonly File[]): void {
    if (!this.mayWrite) {
      toast(t('chat.mayNotWrite'), 'warning', 7000);
      return;
    }
    const to = this.recipient.peek();
    const offered =
      !this.recipientGone.peek() && files.map((file) => this.transfers.send(file, to?.id)).some(Boolean);
    if (offered) this.show(true);
    else
      toast(to ? t('files.cannotReceive', { name: visible(to.name) }) : t('files.nobody'), 'warning', 7000);
  }

  dismissPeek(key: string): void {
    this.peeks.value = this.peeks.value.filter((peek) => peek.key !== key);
  }

  /** The name of somebody who is or was here. */
  nameOf(id: string): string | undefined {
    return this.others.value.find((other) => other.id === id)?.name;
  }

  dispose(): void {
    for (const off of this.#off) off();
    this.transfers.dispose();
  }

  /** Who comes back has the same name and another id. */
  #followRecipient(others: readonly Recipient[]): void {
    const chosen = this.recipient.peek();
    if (!chosen || others.some(({ id }) => id === chosen.id)) return;
    const back = others.find(({ name }) => name === chosen.name);
    if (back) this.recipient.value = { id: back.id, name: back.name };
  }

  #onMessage(message: ChatMessage): void {
    // An open panel's log announces by itself.
    if (this.open.peek()) return;
    this.unread.value++;
    const name = visible(message.name);
    const text = firstWords(message.text);
    const toUsOnly = message.to !== undefined;
    announce(t(toUsOnly ? 'chat.announcedPrivate' : 'chat.announced', { name, text }));
    this.#peek({ key: message.key, name, text, private: toUsOnly });
  }

  #onTransferState(transfer: Transfer, before: TransferView | undefined): void {
    if (transfer.stranger && transfer.stranger.id !== before?.stranger?.id) {
      const name = visible(transfer.stranger.name);
      announce(t('files.strangerNews', { name, file: visible(transfer.name) }));
    }
    if (before?.state === transfer.state) return;
    const text = newsOf(transfer);
    if (text === undefined || (before === undefined && transfer.state !== 'offered')) return;
    announce(text);
    if (this.open.peek() || transfer.direction === 'out') return;
    if (transfer.state === 'offered') this.unread.value++;
    else this.#peek({ key: `${transfer.id}-${transfer.state}`, name: undefined, text, private: false });
  }

  #peek(peek: Peek): void {
    const others = this.peeks.value.filter(({ key }) => key !== peek.key);
    this.peeks.value = [...others.slice(1 - mostPeeks), peek];
    setTimeout(() => this.dismissPeek(peek.key), peekMs);
  }
}

/** What is worth a sentence to those who do not look at the card. */
function newsOf(transfer: Transfer): string | undefined {
  const incoming = transfer.direction === 'in';
  const name = visible(transfer.participant.name);
  const file = visible(transfer.name);
  switch (transfer.state) {
    case 'offered':
      return incoming ? t('files.offered', { name, file, size: formatBytes(transfer.size) }) : undefined;
    case 'done':
      return t(incoming ? 'files.received' : 'files.sent', { name, file });
    case 'failed':
      return t('files.failed', { file, reason: explain(transfer.error?.code ?? 'transfer-failed').title });
    case 'declined':
      return incoming ? undefined : t('files.declined', { name, file });
    case 'interrupted':
      return t('files.interrupted', { file });
    case 'cancelled':
    case 'transferring':
    case 'paused':
    case 'verifying':
      return undefined;
  }
}
