/** A room that was entered: participants, tracks and state, kept through every kind of reconnection. */
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { Path, PathInfo, RelayProtocol } from '../core/path';
import type { Grant, LeaveReason, ParticipantInfo, ServerMessage, Welcome } from '../core/protocol';
import { exhausted } from '../core/protocol';
import type { Roster } from '../core/roster';
import { reduce, rosterOf, slotPairsFor } from '../core/roster';
import type { Signaling } from '../core/signaling';
import type { ChannelOptions, RoomChannel } from './channel';
import type { Chat } from './chat';
import type { Files } from './files';
import type { LocalMedia } from './local';
import { Mutes } from './mutes';
import { People } from './people';
import type { Enter } from './rejoin';
import { canRejoin, Rejoin } from './rejoin';
import type { RemoteParticipant, RemoteTrack } from './remote';
import { RoomData } from './room-data';
import { type RoomOptions, Session } from './session';
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

export class Room extends Emitter<RoomEvents> {
  readonly name: string;
  readonly local: LocalMedia;
  readonly #options: RoomOptions;
  #session: Session;
  #roster: Roster;
  #state: RoomState = 'connecting';
  #path: PathInfo | undefined;
  #wasConnected = false;
  #toldForbidden = false;
  #grants: Welcome['grants'];
  readonly #rejoin: Rejoin;
  readonly #people: People;
  readonly #data: RoomData;
  readonly #views: Views;
  readonly #off: (() => void)[] = [];
  readonly #mutes: Mutes;

  /** @internal Use `client.join`. */
  constructor(enter: Enter, signaling: Signaling, welcome: Welcome, local: LocalMedia, options: RoomOptions) {
    super();
    this.#options = options;
    this.name = welcome.room;
    this.local = local;
    this.#roster = rosterOf(welcome);
    this.#grants = welcome.grants;
    this.#views = new Views(
      (tracks) => this.#session.signaling.send({ type: 'want', tracks }),
      (track) => this.#people.priorityOf(track),
    );
    this.#mutes = new Mutes(local, (track, muted) =>
      this.#session.signaling.send({ type: 'mute', track, muted }),
    );
    this.#people = this.#newPeople();
    this.#data = new RoomData({
      session: () => (this.#rejoin.running ? 'away' : 'on'),
      signaling: () => this.#session.signaling,
      self: () => this.#roster.self,
      participants: this.#people.all,
      onChannel: (channel) => this.emit('channel', channel),
    });
    this.#rejoin = new Rejoin(enter, {
      onEntered: (next, entered) => this.#onEntered(next, entered),
      onFailed: (error) => this.#close(error),
    });
    this.#session = this.#begin(signaling, welcome);
    this.#people.sync(false);
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

  /** Whether our token allows it; all is allowed where the server asks for no tokens. */
  may(grant: Grant): boolean {
    return this.#grants?.includes(grant) ?? true;
  }

  get participants(): ReadonlyMap<string, RemoteParticipant> {
    return this.#people.all;
  }

  get speakers(): readonly string[] {
    return this.#roster.speakers;
  }

  get chat(): Chat {
    return this.#data.chat;
  }

  get files(): Files {
    return this.#data.files;
  }

  /** Opens a data channel; it is opened again by itself on each new connection until it is closed. */
  openChannel(label: string, options?: ChannelOptions): RoomChannel {
    return this.#data.channels.open(label, options);
  }

  /** The codec that keeps a track from being shown here, if one does. */
  undecodable(track: RemoteTrack): string | undefined {
    return this.#roster.undecodable.get(track.id);
  }

  /** Plays what the browser had blocked; call it in a click. */
  startAudio(): void {
    this.#people.play();
  }

  async stats(): Promise<RoomStats> {
    const { link } = this.#session;
    return summarise(await link.connection.getStats(), this.#path?.path);
  }

  /** Leaves at once; devices are released. */
  async leave(): Promise<void> {
    if (this.#state === 'closed') return;
    // The others hear that transfers are over before they hear that we left.
    this.#data.close(undefined);
    const left = this.#session.signaling.leave();
    this.#close(undefined);
    await left;
  }

  #begin(signaling: Signaling, welcome: Welcome): Session {
    return new Session(signaling, welcome, {
      ...this.#options,
      local: this.local,
      slotPairs: (limit) => slotPairsFor(this.#roster, limit),
      openChannels: (connection) => this.#data.channels.attach(connection),
      onMessage: (message) => this.#onMessage(message),
      onSignaling: (state) => {
        this.#data.onSignaling(state);
        this.#updateState();
      },
      onResumed: () => {
        this.#data.chat.catchUp();
        this.#views.resend();
        this.#tellMuted(true);
      },
      onClosed: (error) => this.#onSignalingClosed(error),
      onLink: () => this.#updateState(),
      onPath: (path) => {
        this.#path = path;
        this.emit('path', path);
      },
      onRebuilt: () => this.#people.refreshTracks(),
      onError: (error) => this.emit('error', error),
      onLinkFailed: (error) => this.#onLinkFailed(error),
    });
  }

  #onMessage(message: ServerMessage): void {
    const before = this.#roster;
    this.#roster = reduce(before, message);
    this.#data.onSelf(before.self, this.#roster.self);
    const { link } = this.#session;
    switch (message.type) {
      case 'participant-joined':
      case 'participant-changed':
        this.#people.sync(true);
        this.#tellMuted();
        break;
      case 'participant-left':
        this.#people.remove(message.participantId, message.reason);
        break;
      case 'slots':
        this.#people.refreshTracks();
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
        const track = this.#people.trackOf(message.participantId, message.track);
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
        this.#session.iceServers.replace(message.iceServers);
        this.#replacePeople();
        break;
      case 'chat':
      case 'channel-closed':
        this.#data.onMessage(message);
        break;
      case 'answer':
      case 'chat-history':
      case 'resumed':
      case 'left':
      case 'pong':
        break;
      default:
        exhausted(message);
    }
  }

  #onServerError(error: RtcError, id: string | undefined): void {
    if (this.#data.chat.onError(error, id)) return;
    if (error.code === 'media-failed') this.#session.link.onMediaFailed();
    // A token that does not let us watch is refused with every `want`: once is enough.
    else if (error.code === 'forbidden' && this.#toldForbidden) return;
    // Errors to an offer are reported by the link, which waits for the answer.
    else if (id === undefined) {
      this.#toldForbidden ||= error.code === 'forbidden';
      this.emit('error', error);
    }
  }

  #newPeople(): People {
    const people = new People({
      roster: () => this.#roster,
      receiverTrack: (mid) => this.#session.link.receiverTrack(mid),
      watch: (track, element) =>
        track.kind === 'video' ? this.#views.add(track.id, element) : () => undefined,
      onBlocked: () => this.emit('audio-blocked', undefined),
    });
    people.on('joined', (participant) => {
      this.emit('participant-joined', participant);
      this.#data.files.onParticipants();
    });
    people.on('changed', (participant) => {
      this.emit('participant-changed', participant);
      this.#data.files.onParticipants();
    });
    people.on('left', ({ participant, reason }) => {
      this.#data.files.onLeft(participant, reason);
      this.emit('participant-left', { participant, reason: reason ?? 'left' });
    });
    return people;
  }

  #replacePeople(): void {
    this.#people.replace();
    this.#tellMuted(true);
  }

  #tellMuted(anew = false): void {
    if (anew) this.#mutes.forget();
    this.#mutes.tell(this.#roster.self.tracks);
  }

  #onNetworkChanged(): void {
    if (this.#rejoin.running) {
      this.#rejoin.hurry();
      return;
    }
    this.#session.signaling.probe();
    this.#session.link.onNetworkChanged();
  }

  #onSignalingClosed(error: RtcError | undefined): void {
    if (this.#state === 'closed' || this.#rejoin.running) return;
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
    if (this.#state === 'closed' || this.#rejoin.running) return;
    this.#rejoin.start(reason);
    this.#data.chat.onSessionEnded();
    this.#updateState();
  }

  #onEntered(signaling: Signaling, welcome: Welcome): void {
    this.#session.end();
    this.#roster = rosterOf(welcome);
    this.#grants = welcome.grants;
    this.#session = this.#begin(signaling, welcome);
    this.#replacePeople();
    this.#data.chat.onSessionBegun();
    this.#views.resend();
    this.#updateState();
  }

  #updateState(): void {
    const flows = !this.#rejoin.running && this.#session.flows;
    this.#wasConnected ||= flows;
    if (this.#state !== 'closed')
      this.#setState(flows ? 'connected' : this.#wasConnected ? 'reconnecting' : 'connecting');
  }

  #close(error: RtcError | undefined): void {
    if (this.#state === 'closed') return;
    this.#rejoin.close();
    this.#data.close(error);
    for (const off of this.#off) off();
    this.#session.end();
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

function onWindow(event: string, listener: () => void): () => void {
  window.addEventListener(event, listener);
  return () => window.removeEventListener(event, listener);
}
