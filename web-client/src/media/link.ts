/**
 * Keeps one participant's media connected: negotiates over the signaling, and when the path breaks climbs from an ICE
 * restart to a new peer connection; after that it gives up and the room joins again.
 */
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { IceServers } from '../core/ice-servers';
import type { PathInfo, StatsEntry } from '../core/path';
import { pathOf, samePath } from '../core/path';
import type { ServerMessage, TrackSource, Welcome } from '../core/protocol';
import type { Signaling } from '../core/signaling';
import { Timer } from '../core/timers';
import type { LocalMedia } from './local';
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
}

const timings = {
  firstConnectMs: 8000,
  disconnectedMs: 2000,
  restartMs: 5000,
  rebuildMs: 8000,
  layersOffMs: 1000,
  pathMs: 3000,
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
  #path: PathInfo | undefined;
  #rung: Rung = 'none';
  #everConnected = false;
  #closed = false;
  #climbWhenOpen = false;
  #watchdog = new Timer();
  #disconnected = new Timer();
  #pathTimer = new Timer();
  /** Why STUN and TURN servers said no, by URL. */
  readonly #refusals = new Map<string, string>();
  readonly #layerTimers = new Map<TrackSource, Timer>();
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
    return this.#path;
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

  /** Layers somebody starts to watch go on at once, those nobody watches off a little later. */
  setLayers(source: TrackSource, rids: readonly string[]): void {
    let timer = this.#layerTimers.get(source);
    if (!timer) {
      timer = new Timer();
      this.#layerTimers.set(source, timer);
    }
    const peer = this.#peer;
    const apply = (active: readonly string[]) => {
      peer.setLayers(source, active).catch((error: unknown) => console.warn('Parley: layers', error));
    };
    const sender = peer.connection
      .getTransceivers()
      .find((t) => t.mid !== null && t.mid === peer.midOf(source))?.sender;
    const now =
      sender
        ?.getParameters()
        .encodings?.filter((e) => e.active !== false)
        .map((e) => e.rid ?? '') ?? [];
    if (rids.some((rid) => !now.includes(rid))) apply([...new Set([...now, ...rids])]);
    timer.start(timings.layersOffMs, () => apply(rids));
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
    for (const timer of [this.#watchdog, this.#disconnected, this.#pathTimer, ...this.#layerTimers.values()])
      timer.stop();
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
      void this.#watchPath(connection);
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

  async #watchPath(connection: RTCPeerConnection): Promise<void> {
    if (this.#closed || connection !== this.#peer.connection || connection.connectionState === 'closed')
      return;
    const entries: StatsEntry[] = [];
    (await connection.getStats()).forEach((entry: StatsEntry) => {
      entries.push(entry);
    });
    if (this.#closed || connection !== this.#peer.connection) return;
    const path = pathOf(entries);
    if (path && !samePath(this.#path, path)) {
      this.#path = path;
      this.emit('path', path);
    }
    this.#pathTimer.start(path ? timings.pathMs : 250, () => void this.#watchPath(connection));
  }

  #setState(state: LinkState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
