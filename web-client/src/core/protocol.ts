/** The messages of `parley.v1`, as docs/protocol.md has them. */
import type { ServerErrorCode } from './errors';
import { isServerErrorCode } from './errors';

export const subprotocol = 'parley.v1';

export type TrackKind = 'audio' | 'video';
export type TrackSource = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export type ConnectionState = 'connecting' | 'connected' | 'reconnecting';
export type LeaveReason = 'left' | 'timeout' | 'failed' | 'removed';

export interface TrackInfo {
  readonly id: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly muted: boolean;
  readonly width?: number;
  readonly height?: number;
}

export interface ParticipantInfo {
  readonly id: string;
  readonly name: string;
  readonly connection: ConnectionState;
  /** Its data channels are up; absent from servers without data channels. */
  readonly data?: boolean;
  readonly tracks: readonly TrackInfo[];
}

export interface IceServer {
  readonly urls: string | string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What a token may allow. */
export type Grant = 'publish' | 'subscribe' | 'publishData';

export interface Limits {
  readonly participants: number;
  readonly messageBytes: number;
  readonly messagesPerSecond: number;
  /** The most slots, audio and video together. */
  readonly slots: number;
}

export interface OfferedTrack {
  readonly mid: string;
  readonly source: TrackSource;
  readonly muted: boolean;
  readonly width?: number;
  readonly height?: number;
}

export interface WantedTrack {
  readonly track: string;
  readonly width: number;
  readonly height: number;
}

export interface SlotInfo {
  readonly mid: string;
  readonly participantId: string | null;
  readonly track: string | null;
  readonly source: TrackSource | null;
}

export type ClientMessage =
  | { type: 'join'; room: string; name: string; token?: string }
  | { type: 'resume'; resumeToken: string; lastSeq: number }
  | { type: 'offer'; sdp: string; tracks: OfferedTrack[] }
  | { type: 'candidate'; candidate: string; mid?: string; ufrag?: string }
  | { type: 'want'; tracks: WantedTrack[] }
  | { type: 'mute'; track: string; muted: boolean }
  | { type: 'chat'; text: string; to?: string; id?: string }
  | { type: 'chat-history'; after: number }
  | { type: 'leave' }
  | { type: 'ping' };

export interface Welcome {
  type: 'welcome';
  seq: number;
  room: string;
  participant: ParticipantInfo;
  resumeToken: string;
  resumeSeconds: number;
  iceServers: IceServer[];
  limits: Limits;
  /** What we may do; absent from servers that do not tell. */
  grants?: string[] | null;
  participants: ParticipantInfo[];
}

/** A chat message as the server tells it, on the socket and on the channel `parley.chat`. */
export interface ChatInfo {
  /** Rises through the room. */
  readonly number: number;
  readonly from: string;
  readonly name: string;
  readonly to?: string | null;
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The author's own name for it, told to the author alone. */
  readonly clientId?: string | null;
}

export type ServerMessage = (
  | Welcome
  | { type: 'resumed'; resumeToken: string; missed: number }
  | { type: 'participant-joined'; seq: number; participant: ParticipantInfo }
  | { type: 'participant-changed'; seq: number; participant: ParticipantInfo }
  | { type: 'participant-left'; seq: number; participantId: string; reason: LeaveReason }
  | { type: 'answer'; seq: number; sdp: string }
  | { type: 'candidate'; seq: number; candidate: string | null; mid?: string | null; ufrag?: string | null }
  | { type: 'slots'; seq: number; slots: SlotInfo[] }
  | { type: 'offer-needed'; seq: number; audioSlots: number; videoSlots: number }
  | { type: 'track-undecodable'; seq: number; track: string; participantId: string; codec: string }
  | { type: 'layers'; seq: number; track: string; rids: string[] }
  | ({ type: 'chat' } & ChatInfo)
  | { type: 'chat-history'; messages: ChatInfo[] }
  | { type: 'channel-closed'; seq: number; channel: number; label: string; code: string; message: string }
  | { type: 'speakers'; participantIds: string[] }
  | { type: 'left' }
  | { type: 'pong' }
  | { type: 'error'; code: ServerErrorCode; message: string; retryable: boolean }
) & { id?: string };

export type ServerMessageOf<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>;

export type Parsed =
  | { kind: 'message'; message: ServerMessage }
  /** A type of a newer server: ignored. */
  | { kind: 'unknown'; type: string; seq: number | undefined }
  | { kind: 'malformed'; why: string };

type Shape = Record<string, (value: unknown) => boolean>;

const isString = (v: unknown): v is string => typeof v === 'string';
const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v);
const isObject = (v: unknown): v is Record<string, unknown> =>
  typeof v === 'object' && v !== null && !Array.isArray(v);
const isBoolean = (v: unknown): boolean => typeof v === 'boolean';
const listOf = (test: (v: unknown) => boolean) => (v: unknown) => Array.isArray(v) && v.every(test);
const nullable = (test: (v: unknown) => boolean) => (v: unknown) => v === null || v === undefined || test(v);
const shaped = (shape: Shape) => (v: unknown) =>
  isObject(v) && Object.entries(shape).every(([key, test]) => test(v[key]));

const isTrack = shaped({ id: isString, kind: isString, source: isString, muted: isBoolean });
const isParticipant = shaped({ id: isString, name: isString, connection: isString, tracks: listOf(isTrack) });
const isSlot = shaped({
  mid: isString,
  participantId: nullable(isString),
  track: nullable(isString),
  source: nullable(isString),
});

const chat: Shape = {
  number: isNumber,
  from: isString,
  name: isString,
  to: nullable(isString),
  text: isString,
  time: isNumber,
  clientId: nullable(isString),
};
const isChat = shaped(chat);

const shapes: Record<ServerMessage['type'], Shape> = {
  welcome: {
    seq: isNumber,
    room: isString,
    participant: isParticipant,
    resumeToken: isString,
    resumeSeconds: isNumber,
    iceServers: listOf(isObject),
    limits: shaped({ slots: isNumber }),
    grants: nullable(listOf(isString)),
    participants: listOf(isParticipant),
  },
  resumed: { resumeToken: isString, missed: isNumber },
  'participant-joined': { seq: isNumber, participant: isParticipant },
  'participant-changed': { seq: isNumber, participant: isParticipant },
  'participant-left': { seq: isNumber, participantId: isString, reason: isString },
  answer: { seq: isNumber, sdp: isString },
  candidate: {
    seq: isNumber,
    candidate: nullable(isString),
    mid: nullable(isString),
    ufrag: nullable(isString),
  },
  slots: { seq: isNumber, slots: listOf(isSlot) },
  'offer-needed': { seq: isNumber, audioSlots: isNumber, videoSlots: isNumber },
  'track-undecodable': { seq: isNumber, track: isString, participantId: isString, codec: isString },
  layers: { seq: isNumber, track: isString, rids: listOf(isString) },
  chat,
  'chat-history': { messages: listOf(isChat) },
  'channel-closed': { channel: isNumber, label: isString, code: isString, message: isString },
  speakers: { participantIds: listOf(isString) },
  left: {},
  pong: {},
  error: { code: isString, message: isString, retryable: isBoolean },
};

/** Reads one text frame. Never throws. */
export function parseServerMessage(text: string): Parsed {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'malformed', why: 'not JSON' };
  }
  if (!isObject(value) || !isString(value.type)) return { kind: 'malformed', why: 'no type' };
  const shape = Object.hasOwn(shapes, value.type) ? shapes[value.type as ServerMessage['type']] : undefined;
  if (!shape) return { kind: 'unknown', type: value.type, seq: isNumber(value.seq) ? value.seq : undefined };
  for (const [key, test] of Object.entries(shape)) {
    if (!test(value[key])) return { kind: 'malformed', why: `${value.type}: ${key}` };
  }
  if (value.type === 'error' && !isServerErrorCode(value.code as string)) value.code = 'internal';
  return { kind: 'message', message: value as unknown as ServerMessage };
}

/** Reads one message of the channel `parley.chat`. Never throws. */
export function parseChat(text: string): ChatInfo | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isChat(value) ? (value as ChatInfo) : undefined;
  } catch {
    return undefined;
  }
}

/** Stands at the end of a switch over a union: the compiler finds what a new member breaks. */
export function exhausted(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
