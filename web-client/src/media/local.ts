/** One's own microphone, camera and screen: what is captured, independent of any connection. */
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { TrackSource } from '../core/protocol';
import type { CaptureRequest, DeviceKind } from './devices';
import { capture, captureError } from './devices';

export interface LocalSource {
  /** What the user chose; the track follows when the device opens. */
  readonly on: boolean;
  readonly track: MediaStreamTrack | undefined;
  readonly deviceId: string | undefined;
  /** Why there is no track though it was asked for. */
  readonly problem: RtcError | undefined;
}

interface LocalEvents {
  changed: undefined;
  /** The device in use went away and another took over. */
  'device-switched': { kind: DeviceKind; label: string };
  /** The browser's own "stop sharing" or the end of the shared window. */
  'share-ended': undefined;
}

const off: LocalSource = { on: false, track: undefined, deviceId: undefined, problem: undefined };

export interface LocalMediaOptions {
  readonly microphone?: boolean;
  readonly camera?: boolean;
  readonly microphoneId?: string | undefined;
  readonly cameraId?: string | undefined;
}

export class LocalMedia extends Emitter<LocalEvents> {
  #microphone: LocalSource;
  #camera: LocalSource;
  #screen: LocalSource = off;
  #screenAudio: MediaStreamTrack | undefined;
  /** Counts the captures of a kind, so that a late one is recognised and stopped. */
  readonly #turn: Record<DeviceKind, number> = { microphone: 0, camera: 0 };
  #closed = false;

  constructor(options: LocalMediaOptions = {}) {
    super();
    this.#microphone = { ...off, on: options.microphone ?? false, deviceId: options.microphoneId };
    this.#camera = { ...off, on: options.camera ?? false, deviceId: options.cameraId };
  }

  get microphone(): LocalSource {
    return this.#microphone;
  }

  get camera(): LocalSource {
    return this.#camera;
  }

  get screen(): LocalSource {
    return this.#screen;
  }

  /** Opens what is switched on, both devices with one prompt. Problems are kept in `problem`, never thrown. */
  async start(): Promise<void> {
    await this.#capture(
      (['microphone', 'camera'] as const).filter((kind) => this.#of(kind).on && !this.#of(kind).track),
    );
  }

  /** The track that goes out for a source, if any. */
  trackOf(source: TrackSource): MediaStreamTrack | undefined {
    switch (source) {
      case 'microphone':
        return this.#microphone.track;
      case 'camera':
        return this.#camera.track;
      case 'screen':
        return this.#screen.track;
      case 'screen-audio':
        return this.#screenAudio;
    }
  }

  /** Whether others should see the source as muted. */
  mutedOf(source: TrackSource): boolean {
    if (source === 'microphone') return !(this.#microphone.on && this.#microphone.track);
    return this.trackOf(source) === undefined;
  }

  /** Mutes by silence: the device stays open, so that speaking again is instant. */
  async setMic(on: boolean): Promise<void> {
    const { track } = this.#microphone;
    if (track) track.enabled = on;
    this.#set('microphone', { on, problem: undefined });
    if (on && !track) await this.#capture(['microphone']);
  }

  /** Off stops the device, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    if (on) {
      this.#set('camera', { on, problem: undefined });
      if (!this.#camera.track) await this.#capture(['camera']);
    } else {
      this.#turn.camera++;
      this.#camera.track?.stop();
      this.#set('camera', { on, track: undefined, problem: undefined });
    }
  }

  /** Uses another device, now if it is on. */
  async select(kind: DeviceKind, deviceId: string): Promise<void> {
    this.#set(kind, { deviceId });
    if (this.#of(kind).on || this.#of(kind).track) await this.#capture([kind]);
  }

  /** Asks for a screen, window or tab; false ends sharing. Throws an RtcError when the browser gives none. */
  async shareScreen(on: boolean): Promise<void> {
    if (!on) {
      this.#stopScreen();
      return;
    }
    if (!navigator.mediaDevices?.getDisplayMedia) {
      throw window.isSecureContext
        ? new RtcError('unsupported-browser', 'This browser cannot share a screen.')
        : new RtcError('insecure-page', 'Browsers share a screen with https pages only.');
    }
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 15 } },
        audio: true,
      });
    } catch (cause) {
      const error = captureError(cause);
      throw error.code === 'permission-denied'
        ? new RtcError('share-cancelled', 'No screen was chosen.', { cause })
        : error;
    }
    this.#stopScreen();
    const [video] = stream.getVideoTracks();
    if (!video || this.#closed) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    video.contentHint = 'detail';
    video.onended = () => {
      this.#stopScreen();
      this.emit('share-ended', undefined);
    };
    this.#screenAudio = stream.getAudioTracks()[0];
    this.#screen = { ...off, on: true, track: video };
    this.emit('changed', undefined);
  }

  /** Stops every device for good. */
  close(): void {
    this.#closed = true;
    this.#turn.microphone++;
    this.#turn.camera++;
    for (const track of [this.#microphone.track, this.#camera.track, this.#screen.track, this.#screenAudio])
      track?.stop();
    this.#microphone = { ...off, deviceId: this.#microphone.deviceId };
    this.#camera = { ...off, deviceId: this.#camera.deviceId };
    this.#screen = off;
    this.#screenAudio = undefined;
    this.emit('changed', undefined);
  }

  #of(kind: DeviceKind): LocalSource {
    return kind === 'microphone' ? this.#microphone : this.#camera;
  }

  #set(kind: DeviceKind, change: Partial<LocalSource>): void {
    if (kind === 'microphone') this.#microphone = { ...this.#microphone, ...change };
    else this.#camera = { ...this.#camera, ...change };
    this.emit('changed', undefined);
  }

  async #capture(kinds: readonly DeviceKind[]): Promise<void> {
    if (this.#closed || kinds.length === 0) return;
    const turns = kinds.map((kind) => [kind, ++this.#turn[kind]] as const);
    const ask = (kind: DeviceKind) =>
      kinds.includes(kind) ? { deviceId: this.#of(kind).deviceId } : undefined;
    const request: CaptureRequest = { microphone: ask('microphone'), camera: ask('camera') };
    const captured = await capture(request);
    for (const [kind, turn] of turns) {
      const result = captured[kind];
      if (turn !== this.#turn[kind]) {
        if (result instanceof MediaStreamTrack) result.stop();
      } else if (result instanceof MediaStreamTrack) this.#adopt(kind, result);
      else this.#set(kind, { on: false, track: undefined, problem: result });
    }
  }

  #adopt(kind: DeviceKind, track: MediaStreamTrack): void {
    const before = this.#of(kind);
    if (before.track) {
      before.track.onended = null;
      before.track.stop();
    }
    if (kind === 'microphone') track.enabled = before.on;
    else track.contentHint = 'motion';
    track.onended = () => void this.#onEnded(kind, track);
    this.#set(kind, { track, deviceId: track.getSettings().deviceId ?? before.deviceId, problem: undefined });
  }

  /** The device was unplugged or the permission taken back: another device takes over, if there is one. */
  async #onEnded(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    if (this.#of(kind).track !== track) return;
    this.#set(kind, { track: undefined, deviceId: undefined });
    if (!this.#of(kind).on) return;
    await this.#capture([kind]);
    const successor = this.#of(kind).track;
    if (successor) this.emit('device-switched', { kind, label: successor.label });
  }

  #stopScreen(): void {
    if (!this.#screen.track) return;
    this.#screen.track.onended = null;
    this.#screen.track.stop();
    this.#screenAudio?.stop();
    this.#screen = off;
    this.#screenAudio = undefined;
    this.emit('changed', undefined);
  }
}
