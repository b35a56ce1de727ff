/** What is written in the room: in order, each message once, through every kind of reconnection. */
import type { RtcError } from '../core/errors';
import { Emitter } from '../core/events';

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

export interface ChatEvents {
  /** `messages` is another list. */
  changed: undefined;
  /** Somebody else wrote; once for each message. */
  message: ChatMessage;
}

/** The most characters (UTF-16 units) of a message. */
export const maxChatLength = 8000;

export abstract class Chat extends Emitter<ChatEvents> {
  /** Oldest first; what is being sent stands last. */
  abstract readonly messages: readonly ChatMessage[];
  /** Shows the message as `sending` at once. White space alone is not sent. */
  abstract send(text: string, options?: { readonly to?: string | undefined }): void;
  /** Sends a failed message again. */
  abstract retry(key: string): void;
}
