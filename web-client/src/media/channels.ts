/** Data channels of a room, kept through every new peer connection. */
import type { RtcError } from '../core/errors';
import { Emitter } from '../core/events';

export type ChannelState = 'connecting' | 'open' | 'closed';

export interface ChannelOptions {
  /** True unless said otherwise. */
  readonly ordered?: boolean | undefined;
  readonly maxRetransmits?: number | undefined;
  readonly maxPacketLifeTime?: number | undefined;
  readonly protocol?: string | undefined;
  /** Where the browser knows priorities. */
  readonly priority?: RTCPriorityType | undefined;
  /** A pipe to this participant alone. */
  readonly to?: string | undefined;
  /** Messages of a broadcast channel come with the id of who sent them. */
  readonly identify?: boolean | undefined;
}

export interface ChannelMessage {
  readonly data: string | ArrayBuffer;
  /** Who sent it: of addressed channels, and of those opened with `identify`. */
  readonly from?: string | undefined;
}

export interface ChannelEvents {
  message: ChannelMessage;
  state: ChannelState;
  /** `bufferedAmount` fell to the threshold. */
  'buffered-low': undefined;
  /** Why the server closed the channel; it is not opened again. */
  error: RtcError;
}

export type ChannelData = string | ArrayBuffer | ArrayBufferView | Blob;

export abstract class RoomChannel extends Emitter<ChannelEvents> {
  /** Without the address. */
  abstract readonly label: string;
  abstract readonly protocol: string;
  /** The id of the participant at the other end of an addressed channel. */
  abstract readonly participant: string | undefined;
  abstract readonly state: ChannelState;
  abstract readonly bufferedAmount: number;
  abstract bufferedAmountLowThreshold: number;
  /** Throws an RtcError unless the channel is open. */
  abstract send(data: ChannelData): void;
  abstract close(): void;
}
