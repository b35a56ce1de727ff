/** The messages of a room in their order, each once. */
import type { RtcError } from './errors';
import type { ChatInfo } from './protocol';

export type ChatMessageState = 'sending' | 'sent' | 'failed';

/** A message as it is now; a changed message is another object with the same key. */
export interface ChatMessage {
  /** Stays the same while the message is known. */
  readonly key: string;
  /** The server's, which orders the room; undefined until the server has the message. */
  readonly number?: number | undefined;
  /** Participant id of the author, who may have left. */
  readonly from: string;
  readonly name: string;
  /** The one participant it was written to. */
  readonly to?: string | undefined;
  readonly toName?: string | undefined;
  readonly text: string;
  /** Milliseconds since 1970, by the server's clock once it has the message. */
  readonly time: number;
  readonly own: boolean;
  readonly state: ChatMessageState;
  readonly error?: RtcError | undefined;
}

/** Older ones are forgotten. */
const maxMessages = 1000;

export class ChatLog {
  #session = 0;
  /** Of earlier sessions, whose numbers say nothing beside those of this one. */
  #earlier: ChatMessage[] = [];
  /** Of this session, by number. */
  #said: ChatMessage[] = [];
  /** Not confirmed, in the order of writing. */
  #own: ChatMessage[] = [];
  #messages: readonly ChatMessage[] = [];
  /** What was forgotten is not taken for new. */
  #forgottenTo = 0;

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The highest number of this session. */
  get last(): number {
    return this.#said.at(-1)?.number ?? this.#forgottenTo;
  }

  /** Another participant from now on: only what is said since is told, and a new room counts from one. */
  beginSession(): void {
    this.#session += 1;
    this.#earlier = [...this.#earlier, ...this.#said];
    this.#said = [];
    this.#forgottenTo = 0;
    this.#update();
  }

  /** What the server told; undefined when it was known. `own` is for messages that were not written here. */
  add(info: ChatInfo, own: boolean, toName: string | undefined): ChatMessage | undefined {
    if (info.number <= this.#forgottenTo) return undefined;
    const index = this.#said.findLastIndex((message) => (message.number ?? 0) <= info.number);
    if (this.#said[index]?.number === info.number) return undefined;
    const mine = this.#own.find((message) => message.key === info.clientId);
    if (mine) this.#own = this.#own.filter((message) => message !== mine);
    // A message that was sent again may come twice.
    else if (info.clientId && this.#said.some((message) => message.key === info.clientId)) return undefined;
    const message: ChatMessage = {
      key: mine?.key ?? `${this.#session}.${info.number}`,
      number: info.number,
      from: info.from,
      name: info.name,
      to: info.to ?? undefined,
      toName: mine?.toName ?? toName,
      text: info.text,
      time: info.time,
      own: own || mine !== undefined,
      state: 'sent',
    };
    this.#said.splice(index + 1, 0, message);
    this.#update();
    return message;
  }

  /** What was written here, and is not confirmed yet. */
  write(message: ChatMessage): void {
    this.#own = [...this.#own.filter(({ key }) => key !== message.key), message];
    this.#update();
  }

  unconfirmed(key: string): ChatMessage | undefined {
    return this.#own.find((message) => message.key === key);
  }

  fail(key: string, error: RtcError): void {
    this.#own = this.#own.map((message) =>
      message.key === key ? { ...message, state: 'failed', error } : message,
    );
    this.#update();
  }

  #update(): void {
    const over = this.#earlier.length + this.#said.length - maxMessages;
    if (over > 0) {
      const fromSaid = Math.max(0, over - this.#earlier.length);
      this.#earlier = this.#earlier.slice(over);
      if (fromSaid > 0) this.#forgottenTo = this.#said[fromSaid - 1]?.number ?? this.#forgottenTo;
      this.#said = this.#said.slice(fromSaid);
    }
    this.#messages = [...this.#earlier, ...this.#said, ...this.#own];
  }
}
