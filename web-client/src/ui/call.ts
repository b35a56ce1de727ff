/** The room as signals: what the components read, and the actions they call. */
import { computed, signal } from '@preact/signals';
import type { PathInfo, RemoteParticipant, RemoteTrack, Room, RoomState } from '../media';
import { RtcError } from '../media';
import { Conversation } from './chat/conversation';
import { t } from './i18n';
import { announce, toast } from './notices';
import { explain } from './problems';
import { Speaking } from './speaking';
import { visible } from './text';

/** A snapshot of one participant, made anew with every change. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly connection: RemoteParticipant['connection'];
  /** Files can be sent to this participant. */
  readonly data: boolean;
  readonly microphone: RemoteTrack | undefined;
  readonly camera: RemoteTrack | undefined;
  readonly screen: RemoteTrack | undefined;
  readonly screenAudio: RemoteTrack | undefined;
  readonly micMuted: boolean;
  readonly cameraMuted: boolean;
}

function personOf(participant: RemoteParticipant): Person {
  const microphone = participant.track('microphone');
  const camera = participant.track('camera');
  const screen = participant.track('screen');
  return {
    id: participant.id,
    name: participant.name,
    connection: participant.connection,
    data: participant.data,
    microphone,
    camera,
    screen: screen?.muted ? undefined : screen,
    screenAudio: participant.track('screen-audio'),
    micMuted: microphone?.muted ?? true,
    cameraMuted: camera?.muted ?? true,
  };
}

export interface LocalView {
  readonly mic: boolean;
  readonly camera: boolean;
  readonly cameraTrack: MediaStreamTrack | undefined;
  readonly screenTrack: MediaStreamTrack | undefined;
  readonly micProblem: RtcError | undefined;
  readonly cameraProblem: RtcError | undefined;
}

export class Call {
  readonly room: Room;
  readonly state;
  readonly path = signal<PathInfo | undefined>(undefined);
  readonly people = signal<readonly Person[]>([]);
  readonly speaking = signal<ReadonlySet<string>>(new Set());
  readonly local;
  readonly audioBlocked = signal(false);
  readonly ended = signal<{ error: RtcError | undefined } | undefined>(undefined);
  readonly count = computed(() => this.people.value.length + 1);
  readonly conversation: Conversation;
  readonly #speaking = new Speaking();
  #speakingTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #undecodable = signal<ReadonlyMap<string, string>>(new Map());
  readonly #off: (() => void)[];

  constructor(room: Room) {
    this.room = room;
    this.state = signal<RoomState>(room.state);
    this.local = signal(this.#localView());
    this.conversation = new Conversation(room, this.people);
    const sync = () => this.#syncPeople();
    this.#off = [
      room.on('state', (state) => {
        this.state.value = state;
        if (state === 'reconnecting') announce(t('banner.reconnecting'));
        else if (state === 'connected') announce(t('state.connected'));
      }),
      room.on('path', (path) => {
        this.path.value = path;
      }),
      room.on('participant-joined', (participant) => {
        sync();
        toast(t('room.joined', { name: visible(participant.name) }));
      }),
      room.on('participant-changed', sync),
      room.on('participant-left', ({ participant }) => {
        sync();
        toast(t('room.left', { name: visible(participant.name) }));
      }),
      room.on('speakers', (ids) => this.#onSpeakers(ids)),
      room.on('local-changed', () => this.#syncLocal()),
      room.on('track-undecodable', ({ track, codec }) => {
        this.#undecodable.value = new Map(this.#undecodable.value).set(track.id, codec);
      }),
      room.on('audio-blocked', () => {
        this.audioBlocked.value = true;
      }),
      room.on('error', (error) => toast(explain(error.code).title, 'warning')),
      room.on('closed', (error) => {
        this.dispose();
        this.ended.value = { error };
      }),
      room.local.on('device-switched', ({ label }) =>
        toast(t('room.deviceSwitched', { label: visible(label) })),
      ),
    ];
    sync();
  }

  /** The codec that this browser cannot show of a person's camera. */
  undecodable(person: Person): string | undefined {
    return person.camera && this.#undecodable.value.get(person.camera.id);
  }

  async toggleMic(): Promise<void> {
    await this.room.local.setMic(!this.local.peek().mic);
    const { problem } = this.room.local.microphone;
    if (problem) toast(problemText(problem, 'microphone'), 'warning', 9000);
  }

  async toggleCamera(): Promise<void> {
    await this.room.local.setCamera(!this.local.peek().camera);
    const { problem } = this.room.local.camera;
    if (problem) toast(problemText(problem, 'camera'), 'warning', 9000);
  }

  async toggleShare(): Promise<void> {
    try {
      await this.room.local.shareScreen(!this.room.local.screen.on);
    } catch (error) {
      const code = error instanceof RtcError ? error.code : 'internal';
      if (code !== 'share-cancelled') toast(explain(code).title, 'warning');
    }
  }

  startAudio(): void {
    this.audioBlocked.value = false;
    this.room.startAudio();
  }

  async leave(): Promise<void> {
    await this.room.leave();
  }

  dispose(): void {
    clearTimeout(this.#speakingTimer);
    for (const off of this.#off) off();
    this.conversation.dispose();
  }

  #localView(): LocalView {
    const { microphone, camera, screen } = this.room.local;
    return {
      mic: microphone.on,
      camera: camera.on,
      cameraTrack: camera.track,
      screenTrack: screen.track,
      micProblem: microphone.problem,
      cameraProblem: camera.problem,
    };
  }

  #syncLocal(): void {
    this.local.value = this.#localView();
  }

  #syncPeople(): void {
    this.people.value = [...this.room.participants.values()].map(personOf);
  }

  #onSpeakers(ids: readonly string[]): void {
    this.#showSpeaking(this.#speaking.update(ids, performance.now()));
  }

  #showSpeaking(shown: ReadonlySet<string>): void {
    this.speaking.value = shown;
    clearTimeout(this.#speakingTimer);
    const next = this.#speaking.nextChange();
    if (next === undefined) return;
    const delay = Math.max(0, next - performance.now()) + 1;
    this.#speakingTimer = setTimeout(
      () => this.#showSpeaking(this.#speaking.shown(performance.now())),
      delay,
    );
  }
}

function problemText(problem: RtcError, device: 'microphone' | 'camera'): string {
  const { title, remedy } = explain(problem.code, device);
  return `${title}. ${remedy}`;
}
