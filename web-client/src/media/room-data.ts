/** What people send each other beside media: data channels, chat and files, through every kind of reconnection. */
import type { RtcError } from '../core/errors';
import { fileLabel, fileProtocol } from '../core/file-messages';
import type { ParticipantInfo, ServerMessage } from '../core/protocol';
import type { Signaling, SignalingState } from '../core/signaling';
import type { RoomChannel } from './channel';
import { Channels } from './channels';
import { Chat } from './chat';
import { Files } from './files';
import type { RemoteParticipant } from './remote';

interface RoomDataHost {
  readonly session: () => 'on' | 'away';
  readonly signaling: () => Signaling;
  readonly self: () => ParticipantInfo;
  readonly participants: ReadonlyMap<string, RemoteParticipant>;
  readonly onChannel: (channel: RoomChannel) => void;
}

/** Served by the server. Opened before the first offer, so that every offer has the line for data. */
const chatLabel = 'parley.chat';

export class RoomData {
  readonly channels: Channels;
  readonly chat: Chat;
  readonly files: Files;
  #over = false;

  constructor(host: RoomDataHost) {
    this.channels = new Channels((channel) => {
      if (!this.files.onChannel(channel)) host.onChannel(channel);
    });
    this.chat = new Chat({
      session: () => (this.#over ? 'over' : host.session()),
      channel: this.channels.openPlanned({ label: chatLabel, init: {}, lasting: true }),
      self: host.self,
      find: (id, name) =>
        host.participants.get(id) ?? [...host.participants.values()].find((other) => other.name === name),
      signal: (message) => host.signaling().send(message),
      history: async (after) => {
        const answer = await host.signaling().request({ type: 'chat-history', after }, 'chat-history');
        return answer.messages;
      },
    });
    this.files = new Files({
      self: () => host.self().id,
      participants: () => host.participants.values(),
      open: (to) => this.channels.open(fileLabel, { to, protocol: fileProtocol, priority: 'low' }),
      maxMessageSize: () => this.channels.maxMessageSize,
    });
  }

  onMessage(message: ServerMessage): void {
    if (message.type === 'chat') this.chat.onMessage(message);
    else if (message.type === 'channel-closed') this.channels.onClosedByServer(message);
  }

  onSignaling(state: SignalingState): void {
    if (state === 'resuming') this.chat.onSocketLost();
  }

  onSelf(before: ParticipantInfo, now: ParticipantInfo): void {
    if (before.data && !now.data) this.chat.catchUp();
  }

  close(error: RtcError | undefined): void {
    this.#over = true;
    this.files.close(error);
    this.chat.onSessionEnded();
    this.channels.close();
  }
}
