/** One RTCPeerConnection: the lines that publish, the pool of slots that receives. */
import type { IceServer, OfferedTrack, TrackSource } from '../core/protocol';
import { cameraLayers, fitLayers } from './layers';
import type { LocalMedia } from './local';
import { shorten } from './slot-lines';

const screenEncoding: RTCRtpEncodingParameters[] = [{ maxBitrate: 2_500_000 }];

export interface PeerOptions {
  readonly iceServers: readonly IceServer[];
  readonly relayOnly: boolean;
  /** False when the token does not allow to send. */
  readonly publish: boolean;
  readonly slotPairs: number;
  /** Opens the data channels before the first offer. */
  readonly openChannels: (connection: RTCPeerConnection) => void;
}

export class Peer {
  readonly connection: RTCPeerConnection;
  readonly #local: LocalMedia;
  readonly #publish: boolean;
  readonly #senders = new Map<TrackSource, RTCRtpTransceiver>();
  readonly #slots: Record<'audio' | 'video', RTCRtpTransceiver[]> = { audio: [], video: [] };

  constructor(local: LocalMedia, options: PeerOptions) {
    this.#local = local;
    this.#publish = options.publish;
    this.connection = new RTCPeerConnection({
      iceServers: options.iceServers as RTCIceServer[],
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
      bundlePolicy: 'max-bundle',
    });
    if (options.publish) {
      // The lines are there before the devices are: opening a camera must not delay the offer.
      this.#addSender('microphone');
      this.#addSender('camera');
    }
    this.ensureSlots(options.slotPairs, options.slotPairs);
    this.syncSenders();
    options.openChannels(this.connection);
  }

  /** Gathers candidates anew, with these servers. */
  restartIce(iceServers: readonly IceServer[]): void {
    try {
      this.connection.setConfiguration({
        ...this.connection.getConfiguration(),
        iceServers: iceServers as RTCIceServer[],
      });
    } catch (error) {
      console.warn('Parley: new ICE servers were not usable', error);
    }
    this.connection.restartIce();
  }

  /** Adds slots up to these numbers, in pairs as far as both need more. True when an offer is needed. */
  ensureSlots(audio: number, video: number): boolean {
    let added = false;
    while (this.#slots.audio.length < audio || this.#slots.video.length < video) {
      for (const kind of ['audio', 'video'] as const) {
        const slots = this.#slots[kind];
        if (slots.length >= (kind === 'audio' ? audio : video)) continue;
        const slot = this.connection.addTransceiver(kind, { direction: 'recvonly' });
        shorten(slot);
        slots.push(slot);
        added = true;
      }
    }
    return added;
  }

  /** Puts the local tracks into the senders. True when an offer is needed (a screen started or stopped). */
  syncSenders(): boolean {
    if (!this.#publish) return false;
    let offerNeeded = false;
    for (const source of ['screen', 'screen-audio'] as const) {
      const track = this.#local.trackOf(source);
      const transceiver = this.#senders.get(source);
      if (track && !transceiver) {
        this.#addSender(source);
        offerNeeded = true;
      } else if (transceiver) {
        const direction = track ? 'sendonly' : 'inactive';
        if (transceiver.direction !== direction) {
          transceiver.direction = direction;
          offerNeeded = true;
        }
      }
    }
    for (const [source, transceiver] of this.#senders) {
      const track = this.#local.trackOf(source) ?? null;
      if (transceiver.sender.track !== track) {
        transceiver.sender.replaceTrack(track).catch((error: unknown) => {
          if (this.connection.signalingState !== 'closed')
            console.error(`Parley: ${source} could not be sent`, error);
        });
        if (source === 'camera' && track)
          fitLayers(transceiver.sender, track.getSettings().width).catch((error: unknown) =>
            console.warn('Parley: layers', error),
          );
      }
    }
    return offerNeeded;
  }

  /** Makes the next offer; the connection then has it as its local description. */
  async createOffer(): Promise<{ sdp: string; tracks: OfferedTrack[] }> {
    await this.connection.setLocalDescription();
    return { sdp: this.connection.localDescription?.sdp ?? '', tracks: this.#offeredTracks() };
  }

  async accept(sdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp });
  }

  /** What the slot with this mid receives. */
  receiverTrack(mid: string): MediaStreamTrack | undefined {
    for (const slot of [...this.#slots.audio, ...this.#slots.video])
      if (slot.mid === mid) return slot.receiver.track;
    return undefined;
  }

  get sources(): Iterable<TrackSource> {
    return this.#senders.keys();
  }

  midOf(source: TrackSource): string | undefined {
    return this.#senders.get(source)?.mid ?? undefined;
  }

  /** The layers that are sent now. */
  activeLayers(source: TrackSource): string[] {
    const encodings = this.#senders.get(source)?.sender.getParameters().encodings ?? [];
    return encodings.filter((encoding) => encoding.active !== false).map((encoding) => encoding.rid ?? '');
  }

  /**
   * Sends only the layers that somebody watches. The lowest one always stays on, so that a new viewer sees something
   * at once and the bandwidth estimate does not start from nothing.
   */
  async setLayers(source: TrackSource, rids: readonly string[]): Promise<void> {
    const sender = this.#senders.get(source)?.sender;
    if (!sender) return;
    const parameters = sender.getParameters();
    if (!parameters.encodings?.length) return;
    let changed = false;
    for (const [index, encoding] of parameters.encodings.entries()) {
      const active = index === 0 || encoding.rid === undefined || rids.includes(encoding.rid);
      changed ||= (encoding.active ?? true) !== active;
      encoding.active = active;
    }
    if (changed) await sender.setParameters(parameters);
  }

  close(): void {
    this.connection.onconnectionstatechange = null;
    this.connection.oniceconnectionstatechange = null;
    this.connection.onicecandidate = null;
    this.connection.onicecandidateerror = null;
    if (this.connection.sctp) this.connection.sctp.onstatechange = null;
    this.connection.close();
  }

  #addSender(source: TrackSource): void {
    this.#senders.set(source, this.#newSender(source));
  }

  #newSender(source: TrackSource): RTCRtpTransceiver {
    const track = this.#local.trackOf(source);
    switch (source) {
      case 'microphone':
      case 'screen-audio':
        return this.connection.addTransceiver(track ?? 'audio', { direction: 'sendonly' });
      case 'camera':
        return this.#withEncodings(track, cameraLayers(track?.getSettings().width));
      case 'screen':
        return this.#withEncodings(track, screenEncoding);
    }
  }

  #withEncodings(
    track: MediaStreamTrack | undefined,
    encodings: readonly RTCRtpEncodingParameters[],
  ): RTCRtpTransceiver {
    try {
      return this.connection.addTransceiver(track ?? 'video', {
        direction: 'sendonly',
        sendEncodings: encodings.map((encoding) => ({ ...encoding })),
      });
    } catch {
      // A browser without sendEncodings sends one layer.
      return this.connection.addTransceiver(track ?? 'video', { direction: 'sendonly' });
    }
  }

  #offeredTracks(): OfferedTrack[] {
    const tracks: OfferedTrack[] = [];
    for (const [source, transceiver] of this.#senders) {
      if (transceiver.mid === null || transceiver.direction !== 'sendonly') continue;
      const { width, height } = this.#local.trackOf(source)?.getSettings() ?? {};
      const size = width && height ? { width, height } : {};
      tracks.push({ mid: transceiver.mid, source, muted: this.#local.mutedOf(source), ...size });
    }
    return tracks;
  }
}
