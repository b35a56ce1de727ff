/** One visit to a room's page: questions, joining, the call, its end. */
import { effect, signal } from '@preact/signals';
import type { PathChoice } from '../media';
import { createClient, LocalMedia, RtcError } from '../media';
import { Call } from './call';
import { preferences, remember } from './preferences';

export type VisitStep =
  | { kind: 'questions'; media: LocalMedia }
  | { kind: 'joining'; cancel: () => void }
  | { kind: 'call'; call: Call; name: string }
  | { kind: 'left' }
  | { kind: 'failed'; error: RtcError };

export interface VisitOptions {
  readonly room: string;
  readonly name: string | undefined;
  readonly token: string | undefined;
  readonly path: PathChoice;
  /** Skips the questions. */
  readonly join: boolean;
}

const maxRecent = 5;

export class Visit {
  readonly room: string;
  readonly step = signal<VisitStep>({ kind: 'left' });
  readonly nameFixed: boolean;
  #name: string;
  readonly #token: string | undefined;
  readonly #path: PathChoice;
  #closed = false;

  constructor(options: VisitOptions) {
    this.room = options.room;
    this.#token = options.token;
    this.#path = options.path;
    this.#name = options.name ?? preferences.value.name ?? '';
    this.nameFixed = options.token !== undefined && options.name !== undefined;
    if (options.join && this.#name !== '') {
      // The devices open while the server is asked.
      const media = newMedia(true);
      void media.start();
      void this.join(this.#name, media);
    } else this.ask();
  }

  get name(): string {
    return this.#name;
  }

  ask(): void {
    this.step.value = { kind: 'questions', media: newMedia(false) };
  }

  /** Joins again as before. */
  rejoin(): void {
    const media = newMedia(false);
    void media.start();
    void this.join(this.#name, media);
  }

  async join(name: string, media: LocalMedia): Promise<void> {
    this.#name = name;
    const cancel = new AbortController();
    this.step.value = { kind: 'joining', cancel: () => cancel.abort() };
    setPageState('connecting', undefined);
    try {
      const client = createClient({ url: socketUrl(location), token: this.#token });
      const room = await client.join(this.room, {
        name,
        media,
        path: this.#path,
        signal: cancel.signal,
      });
      if (this.#closed) {
        await room.leave();
        return;
      }
      this.#remember(name);
      this.#follow(new Call(room), name);
    } catch (cause) {
      media.close();
      setPageState('closed', undefined);
      if (this.#closed) return;
      const error =
        cause instanceof RtcError ? cause : new RtcError('internal', 'A fault in the page.', { cause });
      if (error.code === 'aborted') this.ask();
      else this.step.value = { kind: 'failed', error };
    }
  }

  /** The page goes to another address or is closed: leaves without waiting. */
  close(): void {
    this.#closed = true;
    const step = this.step.peek();
    if (step.kind === 'call') void step.call.leave();
    else if (step.kind === 'joining') step.cancel();
    else if (step.kind === 'questions') step.media.close();
  }

  #follow(call: Call, name: string): void {
    this.step.value = { kind: 'call', call, name };
    const dispose = effect(() => setPageState(call.state.value, call.path.value?.path));
    call.ended.subscribe((ended) => {
      if (!ended) return;
      dispose();
      setPageState('closed', undefined);
      if (!this.#closed)
        this.step.value = ended.error ? { kind: 'failed', error: ended.error } : { kind: 'left' };
    });
  }

  #remember(name: string): void {
    const recent = [this.room, ...(preferences.value.recentRooms ?? []).filter((room) => room !== this.room)];
    remember({ name, recentRooms: recent.slice(0, maxRecent) });
  }
}

function newMedia(everything: boolean): LocalMedia {
  const { microphone, camera, microphoneId, cameraId } = preferences.value;
  return new LocalMedia({
    microphone: everything || (microphone ?? true),
    camera: everything || (camera ?? true),
    microphoneId,
    cameraId,
  });
}

function socketUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`;
}

/** The attributes that tests and extensions rely on. */
export function setPageState(state: string | undefined, path: string | undefined): void {
  const { dataset } = document.documentElement;
  if (state) dataset.state = state;
  else delete dataset.state;
  if (path) dataset.path = path;
  else delete dataset.path;
}
