/** The other participants of a room and what their tracks play, kept to the roster. */
import { Emitter } from '../core/events';
import type { LeaveReason } from '../core/protocol';
import type { Roster } from '../core/roster';
import { slotOfTrack } from '../core/roster';
import { RemoteParticipant, type RemoteTrack, type TrackHost } from './remote';

interface PeopleEvents {
  joined: RemoteParticipant;
  changed: RemoteParticipant;
  /** Without a reason, they left while we were away. */
  left: { participant: RemoteParticipant; reason: LeaveReason | undefined };
}

interface PeopleHost {
  readonly roster: () => Roster;
  readonly receiverTrack: (mid: string) => MediaStreamTrack | undefined;
  readonly watch: TrackHost['watch'];
  readonly onBlocked: () => void;
}

export class People extends Emitter<PeopleEvents> {
  readonly all = new Map<string, RemoteParticipant>();
  readonly #host: PeopleHost;
  readonly #trackHost: TrackHost;

  constructor(host: PeopleHost) {
    super();
    this.#host = host;
    this.#trackHost = {
      mediaOf: (track) => this.#mediaOf(track),
      watch: host.watch,
      onBlocked: host.onBlocked,
    };
  }

  /** Brings everybody to the roster; without `announce` those who were there first. */
  sync(announce: boolean): void {
    for (const info of this.#host.roster().others.values()) {
      const known = this.all.get(info.id);
      if (known) {
        known.update(info);
        this.emit('changed', known);
      } else {
        const participant = new RemoteParticipant(info, this.#trackHost);
        this.all.set(info.id, participant);
        if (announce) this.emit('joined', participant);
      }
    }
    this.refreshTracks();
  }

  /** The same for a roster that did not come from single changes. */
  replace(): void {
    for (const id of [...this.all.keys()])
      if (!this.#host.roster().others.has(id)) this.remove(id, undefined);
    this.sync(true);
  }

  remove(id: string, reason: LeaveReason | undefined): void {
    const participant = this.all.get(id);
    if (!participant) return;
    this.all.delete(id);
    this.emit('left', { participant, reason });
  }

  /** The slots carry something else. */
  refreshTracks(): void {
    for (const participant of this.all.values()) for (const track of participant.tracks) track.refresh();
  }

  play(): void {
    for (const participant of this.all.values()) for (const track of participant.tracks) track.play();
  }

  trackOf(participantId: string, trackId: string): RemoteTrack | undefined {
    return this.all.get(participantId)?.tracks.find((track) => track.id === trackId);
  }

  /** Screens before speakers before everybody else. */
  priorityOf(trackId: string): number {
    for (const participant of this.all.values()) {
      const track = participant.tracks.find((candidate) => candidate.id === trackId);
      if (!track) continue;
      if (track.source === 'screen') return 2;
      return this.#host.roster().speakers.includes(participant.id) ? 1 : 0;
    }
    return 0;
  }

  #mediaOf(track: RemoteTrack): MediaStreamTrack[] {
    const companion =
      track.source === 'camera' ? 'microphone' : track.source === 'screen' ? 'screen-audio' : undefined;
    const ids = [track.id];
    const other = companion && track.participant.track(companion);
    if (other) ids.push(other.id);
    const media: MediaStreamTrack[] = [];
    for (const id of ids) {
      const mid = slotOfTrack(this.#host.roster(), id);
      const received = mid === undefined ? undefined : this.#host.receiverTrack(mid);
      if (received) media.push(received);
      // An element that has a sound but no picture yet would wait for the picture.
      else if (id === track.id) return [];
    }
    return media;
  }
}
