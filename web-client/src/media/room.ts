/** A room that was entered: participants, tracks and state, kept through every kind of reconnection. */
import { backoffMs } from '../core/backoff';
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { IceServersOptions } from '../core/ice-servers';
import { IceServers } from '../core/ice-servers';
import type { Path, PathInfo, RelayProtocol } from '../core/path';
import type { LeaveReason, ParticipantInfo, ServerMessage, Welcome } from '../core/protocol';
import { exhausted } from '../core/protocol';
import type { Roster } from '../core/roster';
import { reduce, rosterOf, slotOfTrack, slotPairsFor } from '../core/roster';
import type { Signaling } from '../core/signaling';
import { Timer } from '../core/timers';
import type { ChannelOptions, RoomChannel } from './channels';
import type { Chat } from './chat';
import type { Files } from './files';
import { MediaLink } from './link';
import type { LocalMedia } from './local';
import type { TrackHost } from './remote';
import { RemoteParticipant, type RemoteTrack } from './remote';
import type { RoomStats } from './stats';
import { summarise } from './stats';
import { Views } from './views';

export type RoomState = 'connecting' | 'connected' | 'reconnecting' | 'closed';

export interface RoomEvents {
  state: RoomState;
  path: PathInfo;
  'participant-joined': RemoteParticipant;
  'participant-changed': RemoteParticipant;
  'participant-left': { participant: RemoteParticipant; reason: LeaveReason };
  /** Who speaks now, loudest first, oneself included. */
  speakers: readonly string[];
  'local-changed': undefined;
  /** Another participant opened an addressed channel to us. */
  channel: RoomChannel;
  'track-undecodable': { track: RemoteTrack; codec: string };
  /** The browser waits for a gesture before it plays sound: call `startAudio` in one. */
  'audio-blocked': undefined;
  /** Something failed and the room goes on. */
  error: RtcError;
  /** The room is over; with an error unless it was left. */
  closed: RtcError | undefined;
}

/** What a room needs beside its session. */
export interface RoomOptions {
  readonly relayOnly: boolean;
  readonly fetchIceServers: IceServersOptions['fetch'];
}

/** Makes one more attempt to join, with a socket of its own. */
export type Enter = () => { signaling: Signaling; welcome: Promise<Welcome> };

interface Session {
  readonly signaling: Signaling;
  readonly link: MediaLink;
  readonly iceServers: IceServers;
  readonly off: (() => void)[];
}

const rejoinForMs = 60_000;

export class Room extends Emitter<RoomEvents> {
  readonly name: string;
  readonly local: LocalMedia;
  declare readonly chat: Chat;
  declare readonly files: Files;
  /** Opens a data channel; it is opened again by itself on each new connection until it is closed. */
  declare readonly openChannel: (label: string, options?: ChannelOptions) => RoomChannel;
  readonly #enter: Enter;
  readonly #options: RoomOptions;
  #session: Session;
  #roster: Roster;
  #state: RoomState = 'connecting';
  #path: PathInfo | undefined;
  #wasConnected = false;
  #rejoining: RtcError | undefined;
  #attempt = 0;
  #toldForbidden = false;
  readonly #rejoinTimer = new Timer();
  readonly #rejoinDeadline = new Timer();
  readonly #participants = new Map<string, RemoteParticipant>();
  readonly #views: Views;
  readonly #off: (() => void)[] = [];
  /** The mute state that the server was told last, by track id. */
  readonly #told = new Map<string, boolean>();
  readonly #host: TrackHost = {
    mediaOf: (track) => this.#mediaOf(track),
    watch: (track, element) =>
      track.kind === 'video' ? this.#views.add(track.id, element) : () => undefined,
    onBlocked: () => this.emit('audio-blocked', undefined),
  };

  /** @internal Use `client.join`. */
  constructor(enter: Enter, signaling: Signaling, welcome: Welcome, local: LocalMedia, options: RoomOptions) {
    super();
    this.#enter = enter;
    this.#options = options;
    this.name = welcome.room;
    this.local = local;
    this.#roster = rosterOf(welcome);
    this.#views = new Views(
      (tracks) => this.#session.signaling.send({ type: 'want', tracks }),
      (track) => this.#priorityOf(track),
    );
    this.#session = this.#begin(signaling, welcome);
    this.#syncParticipants(false);
    this.#off.push(
      local.on('changed', () => {
        this.#tellMuted();
        this.emit('local-changed', undefined);
      }),
      onWindow('online', () => this.#onNetworkChanged()),
      onWindow('pageshow', () => this.#session.signaling.probe()),
    );
  }

  get state(): RoomState {
    return this.#state;
  }

  /** How the media travels; undefined until it does. */
  get path(): Path | undefined {
    return this.#path?.path;
  }

  /** What is spoken with the relay while `path` is `sfu-relay`. */
  get relayProtocol(): RelayProtocol | undefined {
    return this.#path?.relayProtocol;
  }

  get self(): ParticipantInfo {
    return this.#roster.self;
  }

  get participants(): ReadonlyMap<string, RemoteParticipant> {
    return this.#participants;
  }

  get speakers(): readonly string[] {
    return this.#roster.speakers;
  }

  /** The codec that keeps a track from being shown here, if one does. */
  undecodable(track: RemoteTrack): string | undefined {
    return this.#roster.undecodable.get(track.id);
  }

  /** Plays what the browser had blocked; call it in a click. */
  startAudio(): void {
    for (const participant of this.#participants.values())
      for (const track of participant.tracks) track.play();
  }

  async stats(): Promise<RoomStats> {
    const { link } = this.#session;
    return summarise(await link.connection.getStats(), this.#path?.path);
  }

  /** Leaves at once; devices are released. */
  async leave(): Promise<void> {
    if (this.#state === 'closed') return;
    const { signaling } = this.#session;
    const left = signaling.leave();
    this.#close(undefined);
    await left;
  }

  #begin(signaling: Signaling, welcome: Welcome): Session {
    const iceServers = new IceServers(welcome.iceServers, {
      fetch: this.#options.fetchIceServers,
      now: Date.now,
    });
    const link = new MediaLink(signaling, this.local, {
      welcome,
      iceServers,
      relayOnly: this.#options.relayOnly,
      slotPairs: () => slotPairsFor(this.#roster, welcome.limits.slots),
    });
    const off = [
      signaling.on('message', (message) => this.#onMessage(message)),
      signaling.on('state', () => this.#updateState()),
      signaling.on('resumed', () => {
        this.#views.resend();
        this.#told.clear();
        this.#tellMuted();
      }),
      signaling.on('closed', (error) => this.#onSignalingClosed(error)),
      link.on('state', () => this.#updateState()),
      link.on('path', (path) => {
        this.#path = path;
        this.emit('path', path);
      }),
      link.on('rebuilt', () => this.#refreshTracks()),
      link.on('error', (error) => this.emit('error', error)),
      link.on('failed', (error) => this.#onLinkFailed(error)),
    ];
    return { signaling, link, iceServers, off };
  }

  #onMessage(message: ServerMessage): void {
    const before = this.#roster;
    this.#roster = reduce(before, message);
    const { link } = this.#session;
    switch (message.type) {
      case 'participant-joined':
      case 'participant-changed':
        this.#syncParticipants(true);
        this.#tellMuted();
        break;
      case 'participant-left':
        this.#removeParticipant(message.participantId, message.reason);
        break;
      case 'slots':
        this.#refreshTracks();
        break;
      case 'speakers':
        this.#views.refresh();
        this.emit('speakers', message.participantIds);
        break;
      case 'offer-needed':
        link.growSlots(message.audioSlots, message.videoSlots);
        break;
      case 'candidate':
        link.addCandidate(message);
        break;
      case 'layers': {
        const source = this.#roster.self.tracks.find((track) => track.id === message.track)?.source;
        if (source) link.setLayers(source, message.rids);
        break;
      }
      case 'track-undecodable': {
        const track = this.#participants
          .get(message.participantId)
          ?.tracks.find((t) => t.id === message.track);
        if (track) this.emit('track-undecodable', { track, codec: message.codec });
        break;
      }
      case 'error':
        this.#onServerError(
          new RtcError(message.code, message.message, { retryable: message.retryable }),
          message.id,
        );
        break;
      case 'welcome':
        // After a long absence the server sends the whole picture instead of what was missed.
        this.#told.clear();
        this.#session.iceServers.replace(message.iceServers);
        this.#replaceParticipants();
        break;
      case 'answer':
      case 'resumed':
      case 'left':
      case 'pong':
        break;
      default:
        exhausted(message);
    }
  }

  #onServerError(error: RtcError, id: string | undefined): void {
    if (error.code === 'media-failed') this.#session.link.onMediaFailed();
    // A token that does not let us watch is refused with every `want`: once is enough.
    else if (error.code === 'forbidden' && this.#toldForbidden) return;
    // Errors to an offer are reported by the link, which waits for the answer.
    else if (id === undefined) {
      this.#toldForbidden ||= error.code === 'forbidden';
      this.emit('error', error);
    }
  }

  #syncParticipants(announce: boolean): void {
    for (const info of this.#roster.others.values()) {
      const known = this.#participants.get(info.id);
      if (known) {
        known.update(info);
        this.emit('participant-changed', known);
      } else {
        const participant = new RemoteParticipant(info, this.#host);
        this.#participants.set(info.id, participant);
        if (announce) this.emit('participant-joined', participant);
      }
    }
    this.#refreshTracks();
  }

  /** Brings the participants to a roster that did not come from single changes. */
  #replaceParticipants(): void {
    for (const id of [...this.#participants.keys()]) {
      if (!this.#roster.others.has(id)) this.#removeParticipant(id, 'left');
    }
    this.#syncParticipants(true);
    this.#tellMuted();
  }

  #removeParticipant(id: string, reason: LeaveReason): void {
    const participant = this.#participants.get(id);
    if (!participant) return;
    this.#participants.delete(id);
    this.emit('participant-left', { participant, reason });
  }

  #refreshTracks(): void {
    for (const participant of this.#participants.values())
      for (const track of participant.tracks) track.refresh();
  }

  #mediaOf(track: RemoteTrack): MediaStreamTrack[] {
    const companion =
      track.source === 'camera' ? 'microphone' : track.source === 'screen' ? 'screen-audio' : undefined;
    const ids = [track.id];
    const other = companion && track.participant.track(companion);
    if (other) ids.push(other.id);
    const media: MediaStreamTrack[] = [];
    for (const id of ids) {
      const mid = slotOfTrack(this.#roster, id);
      const received = mid === undefined ? undefined : this.#session.link.receiverTrack(mid);
      if (received) media.push(received);
      // An element that has a sound but no picture yet would wait for the picture.
      else if (id === track.id) return [];
    }
    return media;
  }

  /** Screens before speakers before everybody else. */
  #priorityOf(trackId: string): number {
    for (const participant of this.#participants.values()) {
      const track = participant.tracks.find((candidate) => candidate.id === trackId);
      if (track)
        return track.source === 'screen' ? 2 : this.#roster.speakers.includes(participant.id) ? 1 : 0;
    }
    return 0;
  }

  /** Brings the server's mute states to ours. It told us the ids of our tracks in our own participant record. */
  #tellMuted(): void {
    for (const track of this.#roster.self.tracks) {
      const muted = this.local.mutedOf(track.source);
      if ((this.#told.get(track.id) ?? track.muted) === muted) continue;
      this.#told.set(track.id, muted);
      this.#session.signaling.send({ type: 'mute', track: track.id, muted });
    }
  }

  #onNetworkChanged(): void {
    if (this.#rejoining) {
      this.#rejoinTimer.start(0, () => void this.#rejoin());
      return;
    }
    this.#session.signaling.probe();
    this.#session.link.onNetworkChanged();
  }

  #onSignalingClosed(error: RtcError | undefined): void {
    if (this.#state === 'closed' || this.#rejoining) return;
    if (error && canRejoin(error)) this.#startRejoin(error);
    else this.#close(error);
  }

  #onLinkFailed(error: RtcError): void {
    if (error.retryable) this.#startRejoin(error);
    else this.#close(error);
    // Frees the name for the next join.
    void this.#session.signaling.leave();
  }

  #startRejoin(reason: RtcError): void {
    if (this.#state === 'closed' || this.#rejoining) return;
    this.#rejoining = reason;
    this.#attempt = 0;
    this.#updateState();
    this.#rejoinDeadline.start(rejoinForMs, () => this.#close(reason));
    this.#scheduleRejoin();
  }

  #scheduleRejoin(): void {
    this.#rejoinTimer.start(backoffMs(this.#attempt++, Math.random), () => void this.#rejoin());
  }

  async #rejoin(): Promise<void> {
    const { signaling, welcome } = this.#enter();
    let entered: Welcome;
    try {
      entered = await welcome;
    } catch (cause) {
      if (this.#state === 'closed') return;
      const error = cause instanceof RtcError ? cause : new RtcError('unreachable', String(cause));
      // Our own old session may hold the name for as long as it could be resumed.
      if (error.retryable || error.code === 'name-taken') this.#scheduleRejoin();
      else this.#close(error);
      return;
    }
    if (this.#state === 'closed') {
      signaling.abort();
      return;
    }
    this.#rejoinDeadline.stop();
    this.#end(this.#session);
    this.#rejoining = undefined;
    this.#roster = rosterOf(entered);
    this.#told.clear();
    this.#session = this.#begin(signaling, entered);
    this.#replaceParticipants();
    this.#views.resend();
    this.#updateState();
  }

  #end(session: Session): void {
    for (const off of session.off) off();
    session.link.close();
    session.iceServers.close();
  }

  #updateState(): void {
    const { signaling, link } = this.#session;
    const flows = !this.#rejoining && signaling.state === 'open' && link.state === 'connected';
    this.#wasConnected ||= flows;
    if (this.#state !== 'closed')
      this.#setState(flows ? 'connected' : this.#wasConnected ? 'reconnecting' : 'connecting');
  }

  #close(error: RtcError | undefined): void {
    if (this.#state === 'closed') return;
    this.#rejoinTimer.stop();
    this.#rejoinDeadline.stop();
    for (const off of this.#off) off();
    this.#end(this.#session);
    this.#views.close();
    this.local.close();
    this.#setState('closed');
    this.emit('closed', error);
  }

  #setState(state: RoomState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.emit('state', state);
  }
}

/** Whether joining again may help by itself, without a person deciding anything. */
function canRejoin(error: RtcError): boolean {
  switch (error.code) {
    case 'resume-failed':
      return true;
    case 'room-full':
    case 'server-full':
    case 'too-many-messages':
      return false;
    default:
      return error.retryable;
  }
}

function onWindow(event: string, listener: () => void): () => void {
  window.addEventListener(event, listener);
  return () => window.removeEventListener(event, listener);
}
