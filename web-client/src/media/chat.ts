/**
 * What is written in the room: in order, each message once, through every kind of reconnection. Messages go by the
 * channel `parley.chat`, and by the signaling while that is not open (docs/protocol.md, "Chat").
 */
import type { ChatMessage } from '../core/chat-log';
import { ChatLog } from '../core/chat-log';
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { ChatInfo, ClientMessage } from '../core/protocol';
import { parseChat } from '../core/protocol';
import { Timer } from '../core/timers';
import type { RoomChannel } from './channel';
import { randomId } from './random-id';

export interface ChatEvents {
  /** `messages` is another list. */
  changed: undefined;
  /** Somebody else wrote; once for each message. */
  message: ChatMessage;
}

/** The most characters (UTF-16 units) of a message. */
export const maxChatLength = 8000;

/** @internal What the chat needs of its room. */
export interface ChatHost {
  /** `away` while the room is joined again. */
  readonly session: () => 'on' | 'away' | 'over';
  readonly channel: RoomChannel;
  readonly self: () => Named;
  /** Who has this id, or else this name. */
  readonly find: (id: string, name?: string) => Named | undefined;
  /** By the socket, or once it is back. */
  readonly signal: (message: ClientMessage) => void;
  readonly history: (after: number) => Promise<readonly ChatInfo[]>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** As often as the server allows. */
const askAgainMs = 1000;

type Way = 'channel' | 'socket';

interface Unconfirmed {
  readonly way: Way;
  /** The way broke since: nobody knows whether it arrived. */
  readonly doubtful: boolean;
}

export class Chat extends Emitter<ChatEvents> {
  readonly #host: ChatHost;
  readonly #log = new ChatLog();
  readonly #unconfirmed = new Map<string, Unconfirmed>();
  /** The highest number that came each way. */
  #last: Record<Way, number> = { channel: 0, socket: 0 };
  /** Nothing is missing up to this number: a history said so. */
  #complete = 0;
  readonly #again = new Timer();
  /** The server drops what is sent by the channel. */
  #refused = false;

  /** @internal Use `room.chat`. */
  constructor(host: ChatHost) {
    super();
    this.#host = host;
    host.channel.on('message', ({ data }) => {
      const info = typeof data === 'string' ? parseChat(data) : undefined;
      if (info) this.#take(info, 'channel');
    });
    host.channel.on('state', () => this.#onChannel());
    host.channel.on('error', (error) => {
      if (error.code !== 'forbidden') return;
      this.#refused = true;
      for (const [key, { way }] of this.#unconfirmed) if (way === 'channel') this.#fail(key, error);
    });
  }

  /** Oldest first; what is being sent stands last. */
  get messages(): readonly ChatMessage[] {
    return this.#log.messages;
  }

  /** Shows the message as `sending` at once. White space alone is not sent. */
  send(written: string, { to }: { readonly to?: string | undefined } = {}): void {
    const text = printable(written);
    if (text.trim() === '') return;
    const { id: from, name } = this.#host.self();
    const toName = to === undefined ? undefined : this.#host.find(to)?.name;
    const key = randomId();
    this.#write({ key, from, name, to, toName, text, time: Date.now(), own: true, state: 'sending' });
  }

  /** Sends a failed message again. */
  retry(key: string): void {
    const failed = this.#log.unconfirmed(key);
    if (failed?.state !== 'failed') return;
    const { id: from, name } = this.#host.self();
    const { error: _, ...message } = failed;
    // The one it is for may have joined again since.
    const to = failed.to && (this.#host.find(failed.to, failed.toName)?.id ?? failed.to);
    this.#write({ ...message, from, name, to, time: Date.now(), state: 'sending' });
  }

  /** @internal A message of the signaling. */
  onMessage(info: ChatInfo): void {
    this.#take(info, 'socket');
  }

  /** @internal The server refused something; true when it was a message of ours. */
  onError(error: RtcError, id: string | undefined): boolean {
    if (id === undefined || !this.#unconfirmed.has(id)) return false;
    this.#fail(id, error);
    return true;
  }

  /** @internal The socket is gone and will be resumed. */
  onSocketLost(): void {
    this.#doubt('socket');
  }

  /** @internal Something may have been lost: the socket is another, or the server takes our data channels for lost. */
  catchUp(): void {
    void this.#askHistory();
  }

  /** @internal The session is over: what was not confirmed may or may not have arrived. */
  onSessionEnded(): void {
    this.#again.stop();
    const error = new RtcError('unreachable', 'The server did not confirm this message.');
    for (const key of [...this.#unconfirmed.keys()]) this.#fail(key, error);
  }

  /** @internal Another session, with nothing said in it yet. */
  onSessionBegun(): void {
    this.#log.beginSession();
    this.#last = { channel: 0, socket: 0 };
    this.#complete = 0;
    // Written while there was no session.
    for (const key of [...this.#unconfirmed.keys()]) {
      const message = this.#log.unconfirmed(key);
      if (message) this.#transmit(message);
    }
    this.emit('changed', undefined);
  }

  #write(message: ChatMessage): void {
    this.#log.write(message);
    if (message.text.length > maxChatLength)
      this.#fail(
        message.key,
        new RtcError('bad-message', `A message has at most ${maxChatLength} characters.`),
      );
    else this.#transmit(message);
    this.emit('changed', undefined);
  }

  #transmit({ key, text, to }: ChatMessage): void {
    const { channel, signal } = this.#host;
    const session = this.#host.session();
    if (session === 'over') {
      this.#fail(key, new RtcError('aborted', 'The room was left.'));
      return;
    }
    if (session === 'away') {
      this.#unconfirmed.set(key, { way: 'socket', doubtful: true });
      return;
    }
    const address = to === undefined ? {} : { to };
    if (channel.state === 'open' && !this.#refused) {
      try {
        channel.send(JSON.stringify({ text, ...address, id: key }));
        this.#unconfirmed.set(key, { way: 'channel', doubtful: false });
        return;
      } catch {
        // It closes just now.
      }
    }
    signal({ type: 'chat', text, ...address, id: key });
    this.#unconfirmed.set(key, { way: 'socket', doubtful: false });
  }

  #take(info: ChatInfo, way: Way): void {
    this.#last[way] = Math.max(this.#last[way], info.number);
    if (this.#add(info)) this.emit('changed', undefined);
  }

  #add(info: ChatInfo): boolean {
    if (info.clientId) this.#unconfirmed.delete(info.clientId);
    const own = info.from === this.#host.self().id;
    const message = this.#log.add(info, own, info.to ? this.#host.find(info.to)?.name : undefined);
    if (message && !message.own) this.emit('message', message);
    return message !== undefined;
  }

  #onChannel(): void {
    this.#refused = false;
    if (this.#host.channel.state !== 'open') this.#doubt('channel');
    // What the server sent into the channel that is gone did not come.
    this.catchUp();
  }

  #doubt(way: Way): void {
    for (const [key, state] of this.#unconfirmed)
      if (state.way === way) this.#unconfirmed.set(key, { way, doubtful: true });
  }

  async #askHistory(): Promise<void> {
    if (this.#host.session() !== 'on') return;
    // What was lost on its way is later than all that came the same way.
    const { channel, socket } = this.#last;
    const after = Math.max(this.#complete, channel === 0 ? socket : Math.min(channel, socket));
    const doubtful = [...this.#unconfirmed].filter(([, state]) => state.doubtful).map(([key]) => key);
    let messages: readonly ChatInfo[];
    try {
      messages = await this.#host.history(after);
    } catch (cause) {
      const error = cause instanceof RtcError ? cause : new RtcError('protocol', String(cause));
      if (error.retryable) this.#again.start(askAgainMs, () => void this.#askHistory());
      else for (const key of doubtful) this.#failDoubtful(key, error);
      return;
    }
    for (const info of messages) this.#add(info);
    this.#complete = Math.max(this.#complete, messages.at(-1)?.number ?? 0);
    // What the server does not have by now was lost on its way.
    for (const key of doubtful) {
      const message = this.#unconfirmed.get(key)?.doubtful ? this.#log.unconfirmed(key) : undefined;
      if (message) this.#transmit(message);
    }
    this.emit('changed', undefined);
  }

  #failDoubtful(key: string, error: RtcError): void {
    if (this.#unconfirmed.get(key)?.doubtful) this.#fail(key, error);
  }

  #fail(key: string, error: RtcError): void {
    this.#unconfirmed.delete(key);
    this.#log.fail(key, error);
    this.emit('changed', undefined);
  }
}

/** The server takes no control characters but newline and tab. */
function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])\p{Cc}/gu, '');
}
