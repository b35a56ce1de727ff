/** The other participants, as the page sees them. */
import type { ConnectionState, ParticipantInfo, TrackInfo, TrackKind, TrackSource } from '../core/protocol';

export interface TrackHost {
  /** The tracks that an element of this track should play now. */
  mediaOf(track: RemoteTrack): MediaStreamTrack[];
  watch(track: RemoteTrack, element: HTMLMediaElement): () => void;
  onBlocked(): void;
}

export class RemoteTrack {
  readonly id: string;
  readonly kind: TrackKind;
  readonly source: TrackSource;
  readonly participant: RemoteParticipant;
  #info: TrackInfo;
  readonly #host: TrackHost;
  readonly #elements = new Set<HTMLMediaElement>();

  constructor(participant: RemoteParticipant, info: TrackInfo, host: TrackHost) {
    this.id = info.id;
    this.kind = info.kind;
    this.source = info.source;
    this.participant = participant;
    this.#info = info;
    this.#host = host;
  }

  get muted(): boolean {
    return this.#info.muted;
  }

  get width(): number | undefined {
    return this.#info.width;
  }

  get height(): number | undefined {
    return this.#info.height;
  }

  /**
   * Shows the track in an element until the returned function is called. The size and visibility of a video element
   * decide which layer the server sends. A video element also gets the microphone of the same participant (mute it and
   * attach the microphone to an audio element, so that only sound waits for the user's gesture).
   */
  attach(element: HTMLMediaElement): () => void {
    this.#elements.add(element);
    this.#fill(element);
    const unwatch = this.#host.watch(this, element);
    return () => {
      this.#elements.delete(element);
      unwatch();
      element.srcObject = null;
    };
  }

  /** @internal */
  update(info: TrackInfo): void {
    this.#info = info;
  }

  /** @internal The slots changed: fills the elements again. */
  refresh(): void {
    for (const element of this.#elements) this.#fill(element);
  }

  /** @internal */
  play(): void {
    for (const element of this.#elements) this.#play(element);
  }

  #fill(element: HTMLMediaElement): void {
    const wanted = this.#host.mediaOf(this);
    const shown = element.srcObject instanceof MediaStream ? element.srcObject.getTracks() : [];
    if (wanted.length === shown.length && wanted.every((track) => shown.includes(track))) return;
    element.srcObject = wanted.length > 0 ? new MediaStream(wanted) : null;
    if (wanted.length > 0) this.#play(element);
  }

  #play(element: HTMLMediaElement): void {
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#host.onBlocked();
      // Anything else is the element being filled again; that starts it anew.
    });
  }
}

export class RemoteParticipant {
  readonly id: string;
  readonly name: string;
  #info: ParticipantInfo;
  #tracks: RemoteTrack[] = [];
  readonly #host: TrackHost;

  constructor(info: ParticipantInfo, host: TrackHost) {
    this.id = info.id;
    this.name = info.name;
    this.#info = info;
    this.#host = host;
    this.update(info);
  }

  get connection(): ConnectionState {
    return this.#info.connection;
  }

  /** Whether data channels to this participant can be opened. */
  get data(): boolean {
    return this.#info.data ?? false;
  }

  get tracks(): readonly RemoteTrack[] {
    return this.#tracks;
  }

  track(source: TrackSource): RemoteTrack | undefined {
    return this.#tracks.find((track) => track.source === source);
  }

  /** @internal */
  update(info: ParticipantInfo): void {
    this.#info = info;
    this.#tracks = info.tracks.map((trackInfo) => {
      const known = this.#tracks.find((track) => track.id === trackInfo.id);
      known?.update(trackInfo);
      return known ?? new RemoteTrack(this, trackInfo, this.#host);
    });
  }
}
