/**
 * Keeps one participant's media connected: negotiates over the signaling, and when the path breaks climbs from an ICE
 * restart to a new peer connection; after that it gives up and the room joins again.
 */
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { IceServers } from '../core/ice-servers';
import type { PathInfo } from '../core/path';
import type { ServerMessage, TrackSource, Welcome } from '../core/protocol';
import type { Signaling } from '../core/signaling';
import { Timer } from '../core/timers';
import { LayerSwitch } from './layer-switch';
import type { LocalMedia } from './local';
import { PathWatch } from './path-watch';
import { Peer } from './peer';

export type LinkState = 'connecting' | 'connected' | 'interrupted';

interface LinkEvents {
  state: LinkState;
  path: PathInfo;
  /** Nothing helped. */
  failed: RtcError;
  error: RtcError;
  /** A new peer connection: every receiver track is another one. */
  rebuilt: undefined;
}

export interface LinkOptions {
  readonly welcome: Welcome;
  readonly iceServers: IceServers;
  readonly relayOnly: boolean;
  readonly slotPairs: () => number;
  readonly openChannels: (connection: RTCPeerConnection) => void;
}

const timings = {
  firstConnectMs: 8000,
  disconnectedMs: 2000,
  restartMs: 5000,
  rebuildMs: 8000,
  /** Data channels that break while the media flows are worth a new connection so often. */
  dataRebuildMs: 60_000,
} as const;

/** How far the ladder has been climbed since the media last flowed. */
type Rung = 'none' | 'restart' | 'rebuild' | 'second-rebuild';

interface Exchange {
  running: boolean;
  again: boolean;
}

export class MediaLink extends Emitter<LinkEvents> {
  readonly #signaling: Signaling;
  readonly #local: LocalMedia;
  readonly #options: LinkOptions;
  #peer: Peer;
  #exchange: Exchange = { running: false, again: false };
  #publish = true;
  #state: LinkState = 'connecting';
  #rung: Rung = 'none';
  #everConnected = false;
  #closed = false;
  #climbWhenOpen = false;
  #watchdog = new Timer();
  #disconnected = new Timer();
  #dataRebuilt = new Timer();
  readonly #paths = new PathWatch((path) => this.emit('path', path));
  readonly #layers = new LayerSwitch();
  /** Why STUN and TURN servers said no, by URL. */
  readonly #refusals = new Map<string, string>();
  readonly #off: (() => void)[];

  constructor(signaling: Signaling, local: LocalMedia, options: LinkOptions) {
    super();
    this.#signaling = signaling;
    this.#local = local;
    this.#options = options;
    this.#peer = this.#newPeer();
    this.#off = [
      local.on('changed', () => {
        if (this.#peer.syncSenders()) this.negotiate();
      }),
      signaling.on('state', (state) => {
        if (state !== 'open' || !this.#climbWhenOpen) return;
        this.#climbWhenOpen = false;
        this.#climb();
      }),
    ];
    this.#watchdog.start(timings.firstConnectMs, () => this.#climb());
    this.negotiate();
  }

  get state(): LinkState {
    return this.#state;
  }

  get path(): PathInfo | undefined {
    return this.#paths.path;
  }

  get connection(): RTCPeerConnection {
    return this.#peer.connection;
  }

  receiverTrack(mid: string): MediaStreamTrack | undefined {
    return this.#peer.receiverTrack(mid);
  }

  get sources(): Iterable<TrackSource> {
    return this.#peer.sources;
  }

  midOf(source: TrackSource): string | undefined {
    return this.#peer.midOf(source);
  }

  /** Answers the server's wish for more slots; keeps three in reserve so that the next join needs no offer. */
  growSlots(audio: number, video: number): void {
    const limit = this.#options.welcome.limits.slots;
    const reserve = Math.max(0, Math.min(3, Math.floor((limit - audio - video) / 2)));
    if (this.#peer.ensureSlots(audio + reserve, video + reserve)) this.negotiate();
  }

  addCandidate(message: Extract<ServerMessage, { type: 'candidate' }>): void {
    this.#peer.connection
      .addIceCandidate({
        candidate: message.candidate ?? '',
        sdpMid: message.mid ?? '0',
        ...(message.ufrag ? { usernameFragment: message.ufrag } : {}),
      })
      .catch((error: unknown) => console.warn('Parley: a candidate of the server was not usable', error));
  }

  setLayers(source: TrackSource, rids: readonly string[]): void {
    this.#layers.set(this.#peer, source, rids);
  }

  /** The server lost the media, or the ladder says so: the next rung. */
  onMediaFailed(): void {
    if (this.#rung === 'none') this.#rung = 'restart';
    this.#setState('interrupted');
    this.#climb();
  }

  /** The network changed: test the path without waiting for it to be missed. */
  onNetworkChanged(): void {
    if (this.#state === 'connected' || this.#rung !== 'none') return;
    this.#climb();
  }

  negotiate(): void {
    void this.#negotiate(this.#peer, this.#exchange);
  }

  close(): void {
    this.#closed = true;
    for (const off of this.#off) off();
    for (const timer of [this.#watchdog, this.#disconnected, this.#dataRebuilt]) timer.stop();
    this.#paths.stop();
    this.#layers.close();
    this.#peer.close();
  }

  /** One exchange at a time per connection; what is asked for meanwhile becomes one more. */
  async #negotiate(peer: Peer, exchange: Exchange): Promise<void> {
    if (exchange.running) {
      exchange.again = true;
      return;
    }
    exchange.running = true;
    try {
      do {
        exchange.again = false;
        const offer = await peer.createOffer();
        const answer = await this.#signaling.request({ type: 'offer', ...offer }, 'answer');
        if (this.#isStale(peer)) return;
        await peer.accept(answer.sdp);
        this.#watchData(peer);
      } while (exchange.again);
    } catch (cause) {
      if (!this.#isStale(peer)) this.#onNegotiationError(cause);
    } finally {
      exchange.running = false;
    }
  }

  #isStale(peer: Peer): boolean {
    return this.#closed || peer !== this.#peer;
  }

  #onNegotiationError(cause: unknown): void {
    const error =
      cause instanceof RtcError
        ? cause
        : new RtcError('media-failed', 'The answer could not be used.', { cause });
    if (error.code === 'aborted' || this.#signaling.state === 'closed') return;
    this.emit('error', error);
    if (error.code === 'forbidden' && this.#publish) {
      // The token allows to watch only: the same again with nothing to send.
      this.#publish = false;
      this.#rebuild();
    } else if (error.code === 'bad-offer' || error.code === 'bad-message' || error.code === 'forbidden') {
      this.#giveUp(error);
    } else {
      this.onMediaFailed();
    }
  }

  #newPeer(): Peer {
    const peer = new Peer(this.#local, {
      iceServers: this.#options.iceServers.list,
      relayOnly: this.#options.relayOnly,
      publish: this.#publish,
      slotPairs: this.#options.slotPairs(),
      openChannels: this.#options.openChannels,
    });
    const { connection } = peer;
    connection.onicecandidate = ({ candidate }) => {
      if (this.#isStale(peer)) return;
      this.#signaling.send({
        type: 'candidate',
        candidate: candidate?.candidate ?? '',
        ...(candidate?.sdpMid ? { mid: candidate.sdpMid } : {}),
        ...(candidate?.usernameFragment ? { ufrag: candidate.usernameFragment } : {}),
      });
    };
    connection.onicecandidateerror = ({ url, errorCode, errorText }) => {
      if (!this.#isStale(peer)) this.#refusals.set(url, `${errorCode} ${errorText}`);
    };
    connection.onconnectionstatechange = () => {
      if (!this.#isStale(peer)) this.#onConnectionState(connection);
    };
    connection.oniceconnectionstatechange = connection.onconnectionstatechange;
    return peer;
  }

  #onConnectionState(connection: RTCPeerConnection): void {
    if (connection.connectionState === 'connected') {
      this.#watchdog.stop();
      this.#disconnected.stop();
      this.#rung = 'none';
      this.#climbWhenOpen = false;
      this.#everConnected = true;
      this.#setState('connected');
      this.#paths.watch(connection);
    } else if (connection.connectionState === 'failed' || connection.iceConnectionState === 'failed') {
      this.#disconnected.stop();
      this.#setState('interrupted');
      if (!this.#watchdog.running || this.#rung === 'none') this.#climb();
    } else if (connection.iceConnectionState === 'disconnected') {
      // Wireless networks lose consent for a moment all the time.
      this.#disconnected.startOnce(timings.disconnectedMs, () => {
        this.#setState('interrupted');
        if (this.#rung === 'none') this.#climb();
      });
    }
  }

  /** An association that broke cannot be had again on the same connection. */
  #watchData(peer: Peer): void {
    const { sctp } = peer.connection;
    if (!sctp || sctp.onstatechange || this.#isStale(peer)) return;
    let connected = sctp.state === 'connected';
    sctp.onstatechange = () => {
      const broke = connected && sctp.state === 'closed';
      connected ||= sctp.state === 'connected';
      if (!broke || this.#isStale(peer) || this.#rung !== 'none' || this.#dataRebuilt.running) return;
      if (peer.connection.connectionState !== 'connected' || this.#signaling.state !== 'open') return;
      this.#dataRebuilt.start(timings.dataRebuildMs, () => undefined);
      this.#rung = 'rebuild';
      this.#rebuild();
    };
  }

  #climb(): void {
    if (this.#closed) return;
    const { iceServers } = this.#options;
    if (this.#signaling.state === 'open' && iceServers.stale) {
      // With credentials that have expired no relay can be had.
      this.#watchdog.stop();
      const peer = this.#peer;
      void iceServers.renew().then(() => {
        if (!this.#isStale(peer) && peer.connection.connectionState !== 'connected') this.#climbNow();
      });
    } else this.#climbNow();
  }

  #climbNow(): void {
    if (this.#signaling.state !== 'open') {
      this.#watchdog.stop();
      this.#climbWhenOpen = true;
      return;
    }
    // What never connected has nothing to restart.
    const rung = this.#rung === 'none' && !this.#everConnected ? 'restart' : this.#rung;
    switch (rung) {
      case 'none':
        this.#rung = 'restart';
        this.#peer.restartIce(this.#options.iceServers.list);
        this.#watchdog.start(timings.restartMs, () => this.#climb());
        this.negotiate();
        break;
      case 'restart':
        this.#rung = 'rebuild';
        this.#rebuild();
        break;
      case 'rebuild':
        this.#rung = 'second-rebuild';
        this.#rebuild();
        break;
      case 'second-rebuild':
        this.#giveUp(this.#blocked());
        break;
    }
  }

  #blocked(): RtcError {
    if (!this.#options.relayOnly) return new RtcError('media-failed', 'No media could be sent or received.');
    const reasons = [...this.#refusals].map(([url, reason]) => `${url}: ${reason}`);
    return new RtcError('relay-failed', `No relay let media through. ${reasons.join('; ')}`.trim());
  }

  #rebuild(): void {
    this.#refusals.clear();
    this.#peer.close();
    this.#disconnected.stop();
    this.#exchange = { running: false, again: false };
    this.#peer = this.#newPeer();
    this.#watchdog.start(timings.rebuildMs, () => this.#climb());
    this.emit('rebuilt', undefined);
    this.negotiate();
  }

  #giveUp(error: RtcError): void {
    this.#watchdog.stop();
    this.emit('failed', error);
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
