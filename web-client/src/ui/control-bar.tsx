import { LogOut, MonitorUp, Settings as SettingsIcon } from 'lucide-preact';
import type { Call } from './call';
import { ChatButton } from './chat/chat-button';
import { t } from './i18n';
import { CameraButton, MicButton } from './media-buttons';
import { shortcutKeys } from './shortcuts';

export function ControlBar({
  call,
  singleKeys,
  onSettings,
  onLeave,
}: {
  call: Call;
  singleKeys: boolean;
  onSettings: () => void;
  onLeave: () => void;
}) {
  const local = call.local.value;
  const shared = local.screenTrack !== undefined;
  const key = (name: 'microphone' | 'camera' | 'chat') => (singleKeys ? shortcutKeys[name] : undefined);
  return (
    <div class="controls" role="toolbar" aria-label={t('control.bar')}>
      <MicButton
        on={local.mic}
        problem={Boolean(local.micProblem)}
        shortcut={key('microphone')}
        onToggle={() => void call.toggleMic()}
      />
      <CameraButton
        on={local.camera}
        problem={Boolean(local.cameraProblem)}
        shortcut={key('camera')}
        onToggle={() => void call.toggleCamera()}
      />
      <button
        type="button"
        class={`control ${shared ? 'active' : ''}`}
        aria-label={t('control.share')}
        aria-pressed={shared}
        title={t(shared ? 'control.stopShare' : 'control.share')}
        onClick={() => void call.toggleShare()}
      >
        <MonitorUp size={22} aria-hidden="true" />
      </button>
      <ChatButton conversation={call.conversation} shortcut={key('chat')} />
      <button
        type="button"
        class="control"
        aria-label={t('control.settings')}
        title={t('control.settings')}
        onClick={onSettings}
      >
        <SettingsIcon size={22} aria-hidden="true" />
      </button>
      <button
        type="button"
        class="control leave"
        aria-label={t('control.leave')}
        title={t('control.leave')}
        onClick={onLeave}
      >
        <LogOut size={22} aria-hidden="true" class="flip-rtl" />
        <span class="control-text">{t('control.leave')}</span>
      </button>
    </div>
  );
}
