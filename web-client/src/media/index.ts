/** The Parley SDK. */
export type { ChatMessage, ChatMessageState } from '../core/chat-log';
export { RtcError, type RtcErrorCode } from '../core/errors';
export type { Path, PathInfo, RelayProtocol } from '../core/path';
export type * from '../core/protocol';
export {
  type ChannelData,
  type ChannelMessage,
  type ChannelOptions,
  type ChannelState,
  RoomChannel,
} from './channel';
export { Chat, maxChatLength } from './chat';
export {
  type Client,
  type ClientOptions,
  createClient,
  type JoinOptions,
  type PathChoice,
  pathChoices,
} from './client';
export { type Device, type DeviceKind, type Devices, listDevices, watchDevices } from './devices';
export { Files, type SendFileOptions } from './files';
export { LocalMedia, type LocalMediaOptions, type LocalSource } from './local';
export { RemoteParticipant, RemoteTrack } from './remote';
export { Room, type RoomEvents, type RoomState } from './room';
export type { RoomStats, StreamStats } from './stats';
export { hasEnded, type Transfer, type TransferDirection, type TransferState } from './transfer';
