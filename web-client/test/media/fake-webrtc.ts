/** As much of WebRTC as the SDK touches; a test plays the network. */
import { vi } from 'vitest';

export class FakeTrack extends EventTarget {
  enabled = true;
  contentHint = '';
  onended: (() => void) | null = null;
  stopped = false;
  readonly kind: string;
  readonly label: string;

  constructor(kind: string, label = kind) {
    super();
    this.kind = kind;
    this.label = label;
  }

  stop(): void {
    this.stopped = true;
  }

  getSettings() {
    return {
      deviceId: this.label,
      width: this.kind === 'video' ? 1280 : undefined,
      height: this.kind === 'video' ? 720 : undefined,
    };
  }
}

class FakeStream {
  constructor(readonly tracks: FakeTrack[]) {}
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks.filter((track) => track.kind === 'audio');
  getVideoTracks = () => this.tracks.filter((track) => track.kind === 'video');
}

interface Encoding {
  rid?: string;
  active?: boolean;
}

export class FakeTransceiver {
  mid: string | null = null;
  direction: string;
  readonly receiver;
  readonly sender;

  constructor(
    kind: string,
    init: { direction: string; sendEncodings?: Encoding[] },
    track: FakeTrack | null,
  ) {
    this.direction = init.direction;
    this.receiver = { track: new FakeTrack(kind) };
    const parameters = { encodings: init.sendEncodings ?? [{}] };
    this.sender = {
      track,
      replaceTrack: async (next: FakeTrack | null) => {
        this.sender.track = next;
      },
      getParameters: () => structuredClone(parameters),
      setParameters: async (next: { encodings: Encoding[] }) => {
        parameters.encodings = next.encodings;
      },
    };
  }
}

/** A test plays the other end: `open`, `receive`, `drain`, `end`. */
export class FakeDataChannel {
  readyState = 'connecting';
  binaryType = 'blob';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onbufferedamountlow: (() => void) | null = null;
  readonly protocol: string;
  readonly sent: (string | Uint8Array)[] = [];
  /** What is sent, and that this side closed. */
  onSend: ((data: string | Uint8Array) => void) | undefined;
  onCloseHere: (() => void) | undefined;

  constructor(
    readonly label: string,
    readonly init: Record<string, unknown>,
    readonly id: number,
  ) {
    this.protocol = String(init.protocol ?? '');
  }

  send(data: string | ArrayBuffer | ArrayBufferView): void {
    if (this.readyState !== 'open') throw new DOMException('not open', 'InvalidStateError');
    const sent = typeof data === 'string' ? data : bytesOf(data).slice();
    this.bufferedAmount += sent.length;
    this.sent.push(sent);
    this.onSend?.(sent);
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    this.onCloseHere?.();
  }

  open(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'open';
    this.onopen?.();
  }

  receive(data: string | Uint8Array): void {
    const event = typeof data === 'string' ? data : data.slice().buffer;
    if (this.readyState === 'open') this.onmessage?.({ data: event });
  }

  drain(bytes = this.bufferedAmount): void {
    const before = this.bufferedAmount;
    this.bufferedAmount = Math.max(0, before - bytes);
    const low = this.bufferedAmountLowThreshold;
    if (before > low && this.bufferedAmount <= low) this.onbufferedamountlow?.();
  }

  /** Closed by the other side, or because the association broke. */
  end(broken = false): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    if (broken) this.onerror?.();
    this.onclose?.();
  }

  /** The JSON that was sent. */
  said(): Record<string, unknown>[] {
    return this.sent.filter((data) => typeof data === 'string').map((text) => JSON.parse(text));
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

export class FakeConnection {
  static all: FakeConnection[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  connectionState = 'new';
  iceConnectionState = 'new';
  signalingState = 'stable';
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  oniceconnectionstatechange: (() => void) | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onicecandidateerror: ((event: Record<string, unknown>) => void) | null = null;
  ondatachannel: ((event: { channel: FakeDataChannel }) => void) | null = null;
  readonly channels: FakeDataChannel[] = [];
  sctp: { state: string; maxMessageSize: number; onstatechange: (() => void) | null } | null = {
    state: 'connecting',
    maxMessageSize: 262_144,
    onstatechange: null,
  };
  /** Plays the server for channels that are opened. */
  onChannel: ((channel: FakeDataChannel) => void) | undefined;
  readonly answers: string[] = [];
  restarts = 0;
  #offers = 0;

  constructor(public configuration: Record<string, unknown>) {
    FakeConnection.all.push(this);
  }

  static get last(): FakeConnection {
    const last = FakeConnection.all.at(-1);
    if (!last) throw new Error('no connection was made');
    return last;
  }

  addTransceiver(
    source: string | FakeTrack,
    init: { direction: string; sendEncodings?: Encoding[] },
  ): FakeTransceiver {
    const track = typeof source === 'string' ? null : source;
    const transceiver = new FakeTransceiver(typeof source === 'string' ? source : source.kind, init, track);
    this.transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers = () => this.transceivers;

  createDataChannel(label: string, init: Record<string, unknown> = {}): FakeDataChannel {
    const channel = new FakeDataChannel(label, init, 2 * this.channels.length + 1);
    this.channels.push(channel);
    this.onChannel?.(channel);
    return channel;
  }

  /** The latest with this label. */
  channel(label: string): FakeDataChannel {
    const found = this.channels.findLast((channel) => channel.label === label);
    if (!found) throw new Error(`no channel ${label}`);
    return found;
  }

  /** The association is up, and what was opened on it. */
  associate(): void {
    if (this.sctp) this.sctp.state = 'connected';
    this.sctp?.onstatechange?.();
    for (const channel of this.channels) if (channel.readyState === 'connecting') channel.open();
  }

  /** The other side opens a channel. */
  offerChannel(label: string, protocol: string): FakeDataChannel {
    const channel = new FakeDataChannel(label, { protocol }, 2 * this.channels.length);
    this.channels.push(channel);
    this.ondatachannel?.({ channel });
    return channel;
  }

  async setLocalDescription(): Promise<void> {
    for (const [index, transceiver] of this.transceivers.entries()) transceiver.mid ??= String(index);
    this.localDescription = { sdp: `offer ${FakeConnection.all.indexOf(this)}.${this.#offers++}` };
  }

  async setRemoteDescription({ sdp }: { sdp: string }): Promise<void> {
    this.answers.push(sdp);
  }

  async addIceCandidate(): Promise<void> {}

  getConfiguration = () => this.configuration;

  setConfiguration(configuration: Record<string, unknown>): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.restarts++;
  }

  local: Record<string, string> = { candidateType: 'host', protocol: 'udp' };

  async getStats(): Promise<Map<string, unknown>> {
    return new Map(
      [
        { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
        { id: 'P', type: 'candidate-pair', state: 'succeeded', localCandidateId: 'L' },
        { id: 'L', type: 'local-candidate', ...this.local },
      ].map((entry) => [entry.id, entry]),
    );
  }

  become(connection: string, ice = connection): void {
    this.connectionState = connection;
    this.iceConnectionState = ice;
    this.onconnectionstatechange?.();
  }

  close(): void {
    this.connectionState = 'closed';
    for (const channel of this.channels) channel.readyState = 'closed';
  }
}

class FakeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

export function element(width: number, height: number) {
  return {
    clientWidth: width,
    clientHeight: height,
    srcObject: null as FakeStream | null,
    play: async () => undefined,
  };
}

export const getUserMedia = vi.fn();

export function installFakes(): void {
  FakeConnection.all = [];
  const listeners = new EventTarget();
  vi.stubGlobal('window', {
    devicePixelRatio: 1,
    isSecureContext: true,
    addEventListener: listeners.addEventListener.bind(listeners),
    removeEventListener: listeners.removeEventListener.bind(listeners),
  });
  vi.stubGlobal('navigator', {
    mediaDevices: { getUserMedia },
    permissions: { query: async () => ({ state: 'prompt' }) },
  });
  vi.stubGlobal('RTCPeerConnection', FakeConnection);
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
  vi.stubGlobal('MediaStream', FakeStream);
  vi.stubGlobal('MediaStreamTrack', FakeTrack);
  vi.stubGlobal('ResizeObserver', FakeObserver);
  vi.stubGlobal('IntersectionObserver', FakeObserver);
  getUserMedia.mockReset();
  getUserMedia.mockImplementation(async ({ audio, video }: MediaStreamConstraints) => {
    return new FakeStream([
      ...(audio ? [new FakeTrack('audio', 'mic')] : []),
      ...(video ? [new FakeTrack('video', 'cam')] : []),
    ]);
  });
}
