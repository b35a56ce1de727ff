import { Mic, MicOff, Video, VideoOff } from 'lucide-preact';
import { t } from './i18n';

interface Props {
  readonly on: boolean;
  readonly problem: boolean;
  readonly shortcut?: string | undefined;
  readonly onToggle: () => void;
}

export function MicButton({ on, problem, shortcut, onToggle }: Props) {
  const label = t(on ? 'control.mute' : 'control.unmute');
  return (
    <button
      type="button"
      class={`control ${on ? '' : 'off'}`}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      onClick={onToggle}
    >
      {on ? <Mic size={22} aria-hidden="true" /> : <MicOff size={22} aria-hidden="true" />}
      {problem && <span class="problem-dot" aria-hidden="true" />}
    </button>
  );
}

export function CameraButton({ on, problem, shortcut, onToggle }: Props) {
  const label = t(on ? 'control.cameraOff' : 'control.cameraOn');
  return (
    <button
      type="button"
      class={`control ${on ? '' : 'off'}`}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      onClick={onToggle}
    >
      {on ? <Video size={22} aria-hidden="true" /> : <VideoOff size={22} aria-hidden="true" />}
      {problem && <span class="problem-dot" aria-hidden="true" />}
    </button>
  );
}
