/** One stay in a room: a signaling session and the media link that was negotiated over it. */
import type { RtcError } from '../core/errors';
import type { IceServersOptions } from '../core/ice-servers';
import { IceServers } from '../core/ice-servers';
import type { PathInfo } from '../core/path';
import type { ServerMessage, Welcome } from '../core/protocol';
import type { Signaling, SignalingState } from '../core/signaling';
import { MediaLink } from './link';
import type { LocalMedia } from './local';

/** What a room needs beside its session. */
export interface RoomOptions {
  readonly relayOnly: boolean;
  readonly fetchIceServers: IceServersOptions['fetch'];
}

/** What a session asks of its room, and tells it. */
export interface SessionHost extends RoomOptions {
  readonly local: LocalMedia;
  readonly slotPairs: (limit: number) => number;
  readonly openChannels: (connection: RTCPeerConnection) => void;
  readonly onMessage: (message: ServerMessage) => void;
  readonly onSignaling: (state: SignalingState) => void;
  readonly onResumed: () => void;
  readonly onClosed: (error: RtcError | undefined) => void;
  readonly onLink: () => void;
  readonly onPath: (path: PathInfo) => void;
  /** Every receiver track is another one. */
  readonly onRebuilt: () => void;
  readonly onError: (error: RtcError) => void;
  readonly onLinkFailed: (error: RtcError) => void;
}

export class Session {
  readonly signaling: Signaling;
  readonly link: MediaLink;
  readonly iceServers: IceServers;
  readonly #off: (() => void)[];

  constructor(signaling: Signaling, welcome: Welcome, host: SessionHost) {
    this.signaling = signaling;
    this.iceServers = new IceServers(welcome.iceServers, { fetch: host.fetchIceServers, now: Date.now });
    this.link = new MediaLink(signaling, host.local, {
      welcome,
      iceServers: this.iceServers,
      relayOnly: host.relayOnly,
      slotPairs: () => host.slotPairs(welcome.limits.slots),
      openChannels: host.openChannels,
    });
    this.#off = [
      signaling.on('message', host.onMessage),
      signaling.on('state', host.onSignaling),
      signaling.on('resumed', host.onResumed),
      signaling.on('closed', host.onClosed),
      this.link.on('state', host.onLink),
      this.link.on('path', host.onPath),
      this.link.on('rebuilt', host.onRebuilt),
      this.link.on('error', host.onError),
      this.link.on('failed', host.onLinkFailed),
    ];
  }

  /** Signaling and media work. */
  get flows(): boolean {
    return this.signaling.state === 'open' && this.link.state === 'connected';
  }

  end(): void {
    for (const off of this.#off) off();
    this.link.close();
    this.iceServers.close();
  }
}
