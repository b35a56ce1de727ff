/** A room without a network: a test says what is written and how files get on. */

import { Emitter } from '../../src/core/events';
import type {
  ChatMessage,
  Grant,
  ParticipantInfo,
  Room,
  RoomEvents,
  SendFileOptions,
  Transfer,
  TransferState,
} from '../../src/media';
import { LocalMedia, RemoteParticipant } from '../../src/media';
import type { ChatEvents } from '../../src/media/chat';
import type { FileEvents } from '../../src/media/files';
import type { AnyChat, AnyFiles } from '../../src/ui/chat/conversation';

export class FakeChat extends Emitter<ChatEvents> implements AnyChat {
  messages: readonly ChatMessage[] = [];
  readonly sent: { text: string; to: string | undefined }[] = [];
  readonly retried: string[] = [];
  #keys = 0;

  send(text: string, { to }: { readonly to?: string | undefined } = {}): void {
    this.sent.push({ text, to });
    this.write({ own: true, from: 'me', name: 'Ada', text, to, state: 'sending' });
  }

  retry(key: string): void {
    this.retried.push(key);
  }

  /** Puts a message into the list, and tells of it when somebody else wrote it. */
  write(message: Partial<ChatMessage>): ChatMessage {
    const written: ChatMessage = {
      key: `m${++this.#keys}`,
      from: 'p1',
      name: 'Ben',
      text: 'Hello',
      time: Date.UTC(2026, 0, 15, 9, 30) + this.#keys * 1000,
      own: false,
      state: 'sent',
      ...message,
    };
    this.messages = [...this.messages, written];
    this.emit('changed', undefined);
    if (!written.own) this.emit('message', written);
    return written;
  }

  change(key: string, change: Partial<ChatMessage>): void {
    this.messages = this.messages.map((each) => (each.key === key ? { ...each, ...change } : each));
    this.emit('changed', undefined);
  }
}

export class FakeTransfer implements Transfer {
  direction: Transfer['direction'] = 'in';
  participant = { id: 'p1', name: 'Ben' };
  name = 'report.pdf';
  size = 2_400_000;
  mime = 'application/pdf';
  state: TransferState = 'offered';
  pausedBy: Transfer['pausedBy'];
  transferred = 0;
  bytesPerSecond = 0;
  secondsLeft: number | undefined;
  error: Transfer['error'];
  stranger: Transfer['stranger'];
  blob: Blob | undefined;
  readonly calls: string[] = [];

  constructor(
    readonly id: string,
    settings: Partial<Transfer>,
  ) {
    Object.assign(this, settings);
  }

  get saveName(): string {
    return this.name;
  }

  accept = () => void this.calls.push('accept');
  decline = () => void this.calls.push('decline');
  pause = () => void this.calls.push('pause');
  resume = () => void this.calls.push('resume');
  cancel = () => void this.calls.push('cancel');
}

export class FakeFiles extends Emitter<FileEvents> implements AnyFiles {
  transfers: readonly FakeTransfer[] = [];
  readonly sent: { name: string; to: string | undefined }[] = [];
  receivers: { id: string; name: string }[] = [{ id: 'p1', name: 'Ben' }];
  #ids = 0;

  send(file: Blob, { to }: SendFileOptions = {}): Transfer[] {
    const name = file instanceof File ? file.name : 'file';
    this.sent.push({ name, to });
    return this.receivers
      .filter(({ id }) => to === undefined || id === to)
      .map((participant) =>
        this.add({ direction: 'out', participant, name, size: file.size, mime: file.type }),
      );
  }

  offerAnew(transfer: Transfer): Transfer | undefined {
    if (!transfer.stranger) return undefined;
    const { name, size, mime } = transfer;
    this.remove(transfer);
    return this.add({ direction: 'out', participant: transfer.stranger, name, size, mime });
  }

  remove(transfer: Transfer): void {
    this.transfers = this.transfers.filter((each) => each !== transfer);
  }

  /** Another transfer, and the events that come with it. */
  add(settings: Partial<Transfer>): FakeTransfer {
    const transfer = new FakeTransfer(`t${++this.#ids}`, settings);
    this.transfers = [...this.transfers, transfer];
    this.emit(transfer.direction === 'in' && transfer.state === 'offered' ? 'offer' : 'changed', transfer);
    return transfer;
  }

  change(transfer: FakeTransfer, change: Partial<Transfer>): void {
    Object.assign(transfer, change);
    this.emit('changed', transfer);
  }
}

const noTracks = { mediaOf: () => [], watch: () => () => undefined, onBlocked: () => undefined };

class FakeRoomParts extends Emitter<RoomEvents> {
  readonly name = 'team-standup';
  readonly local = new LocalMedia({
    microphone: false,
    camera: false,
    microphoneId: undefined,
    cameraId: undefined,
  });
  readonly chat = new FakeChat();
  readonly files = new FakeFiles();
  readonly state = 'connected';
  readonly self: ParticipantInfo = { id: 'me', name: 'Ada', connection: 'connected', data: true, tracks: [] };
  readonly participants = new Map<string, RemoteParticipant>();
  readonly speakers: readonly string[] = [];
  grants: readonly Grant[] = ['publish', 'subscribe', 'publishData'];

  may = (grant: Grant): boolean => this.grants.includes(grant);

  enter(id: string, name: string, data = true, event: 'joined' | 'changed' = 'changed'): void {
    const participant = new RemoteParticipant(
      { id, name, connection: 'connected', data, tracks: [] },
      noTracks,
    );
    this.participants.set(id, participant);
    this.emit(`participant-${event}`, participant);
  }

  exit(id: string): void {
    const participant = this.participants.get(id);
    if (!participant) return;
    this.participants.delete(id);
    this.emit('participant-left', { participant, reason: 'left' });
  }

  leave = async () => this.emit('closed', undefined);
}

export type FakeRoom = FakeRoomParts & { readonly room: Room };

export function fakeRoom(): FakeRoom {
  const parts = new FakeRoomParts();
  // As much of a room as the page reads.
  return Object.assign(parts, { room: parts as unknown as Room });
}
