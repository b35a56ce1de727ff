/** A signaling server in memory: it records what arrives and says what a test tells it to. */
import type { ServerMessage, Welcome } from '../src/core/protocol';
import type { Socket } from '../src/core/signaling';

type Received = { type: string; id?: string } & Record<string, unknown>;

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly received: Received[] = [];
  closedByClient = false;
  onReceive: ((message: Received) => void) | undefined;

  send(text: string): void {
    const message = JSON.parse(text) as Received;
    this.received.push(message);
    this.onReceive?.(message);
  }

  close(): void {
    this.closedByClient = true;
  }

  /** A message of the server. */
  say(message: ServerMessage | Record<string, unknown>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  drop(code = 1006, reason = ''): void {
    this.onclose?.({ code, reason });
  }

  types(): string[] {
    return this.received.map((message) => message.type);
  }

  last(type: string): Received {
    const found = this.received.findLast((message) => message.type === type);
    if (!found) throw new Error(`no ${type} was sent, only ${this.types().join(', ')}`);
    return found;
  }
}

export class FakeServer {
  readonly sockets: FakeSocket[] = [];
  refuse = false;
  onReceive: ((socket: FakeSocket, message: Received) => void) | undefined;

  readonly openSocket = (): FakeSocket => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    socket.onReceive = (message) => this.onReceive?.(socket, message);
    setTimeout(() => (this.refuse ? socket.drop() : socket.onopen?.()), 1);
    return socket;
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

export const welcome: Welcome = {
  type: 'welcome',
  seq: 1,
  room: 'team',
  participant: { id: 'me', name: 'Ada', connection: 'connecting', tracks: [] },
  resumeToken: 'token-1',
  resumeSeconds: 30,
  iceServers: [],
  limits: { participants: 50, messageBytes: 65536, messagesPerSecond: 50, slots: 64 },
  participants: [
    {
      id: 'p1',
      name: 'Grace',
      connection: 'connected',
      tracks: [
        { id: 'p1-m', kind: 'audio', source: 'microphone', muted: false },
        { id: 'p1-c', kind: 'video', source: 'camera', muted: false },
      ],
    },
  ],
};
