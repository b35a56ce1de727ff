import { RtcError } from '../core/errors';

export type DeviceKind = 'microphone' | 'camera';

export interface Device {
  readonly id: string;
  readonly label: string;
}

export interface Devices {
  readonly microphone: Device[];
  readonly camera: Device[];
}

const audioConstraints: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

const videoConstraints: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};

function constraintsFor(kind: DeviceKind, deviceId: string | undefined): MediaTrackConstraints {
  const base = kind === 'microphone' ? audioConstraints : videoConstraints;
  return deviceId ? { ...base, deviceId: { ideal: deviceId } } : base;
}

export interface CaptureRequest {
  readonly microphone: { deviceId: string | undefined } | undefined;
  readonly camera: { deviceId: string | undefined } | undefined;
}

/** For each kind that was asked for: the track, or why there is none. */
export type Captured = Partial<Record<DeviceKind, MediaStreamTrack | RtcError>>;

/** Asks for both devices in one prompt; when that fails, for each of them, so that one missing device costs no other. */
export async function capture(request: CaptureRequest): Promise<Captured> {
  const kinds = (['microphone', 'camera'] as const).filter((kind) => request[kind]);
  if (kinds.length === 0) return {};
  if (!navigator.mediaDevices?.getUserMedia) {
    const error = window.isSecureContext
      ? new RtcError('unsupported-browser', 'This browser gives pages no camera or microphone.')
      : new RtcError('insecure-page', 'Browsers give camera and microphone to https pages only.');
    return Object.fromEntries(kinds.map((kind) => [kind, error]));
  }
  try {
    return await open(request);
  } catch (error) {
    const problem = captureError(error);
    if (kinds.length === 1) return Object.fromEntries(kinds.map((kind) => [kind, problem]));
    const denied = problem.code === 'permission-denied' ? await deniedKinds() : new Set<DeviceKind>();
    // Nothing is denied for good: the prompt was dismissed, and asking twice more would only annoy.
    if (problem.code === 'permission-denied' && denied.size !== 1) {
      return { microphone: problem, camera: problem };
    }
    const results = await Promise.all(
      kinds.map(async (kind): Promise<Captured> => {
        if (denied.has(kind)) return { [kind]: problem };
        try {
          return await open({ microphone: undefined, camera: undefined, [kind]: request[kind] });
        } catch (single) {
          return { [kind]: captureError(single) };
        }
      }),
    );
    return Object.assign({}, ...results);
  }
}

async function open(request: CaptureRequest): Promise<Captured> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: request.microphone ? constraintsFor('microphone', request.microphone.deviceId) : false,
    video: request.camera ? constraintsFor('camera', request.camera.deviceId) : false,
  });
  const captured: Captured = {};
  const [microphone] = stream.getAudioTracks();
  const [camera] = stream.getVideoTracks();
  if (microphone) captured.microphone = microphone;
  if (camera) captured.camera = camera;
  return captured;
}

async function deniedKinds(): Promise<Set<DeviceKind>> {
  const denied = new Set<DeviceKind>();
  for (const kind of ['microphone', 'camera'] as const) {
    try {
      const status = await navigator.permissions.query({ name: kind as PermissionName });
      if (status.state === 'denied') denied.add(kind);
    } catch {
      // This browser does not tell: treated as not denied for good.
    }
  }
  return denied;
}

/** Maps the DOMExceptions of getUserMedia and getDisplayMedia to the closed set. */
export function captureError(cause: unknown): RtcError {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return new RtcError('permission-denied', 'The browser was not allowed to use the device.', { cause });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new RtcError('no-device', 'No such device was found.', { cause });
    case 'NotReadableError':
    case 'AbortError':
      return new RtcError('device-busy', 'The device could not be started; another program may use it.', {
        cause,
      });
    default:
      return new RtcError('device-failed', 'The device could not be opened.', { cause });
  }
}

export async function listDevices(): Promise<Devices> {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  const of = (kind: MediaDeviceKind) =>
    all.filter((d) => d.kind === kind && d.deviceId !== '').map((d) => ({ id: d.deviceId, label: d.label }));
  return { microphone: of('audioinput'), camera: of('videoinput') };
}

/** Calls back when devices come or go. */
export function watchDevices(listener: () => void): () => void {
  const devices = navigator.mediaDevices;
  devices?.addEventListener?.('devicechange', listener);
  return () => devices?.removeEventListener?.('devicechange', listener);
}
