import {
  Link,
  LoaderCircle,
  LogOut,
  MonitorUp,
  Server,
  Settings as SettingsIcon,
  Users,
  Volume2,
} from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { Brand } from './brand';
import type { Call } from './call';
import { plural, t } from './i18n';
import { CameraButton, MicButton } from './media-buttons';
import { toast } from './notices';
import { preferences } from './preferences';
import { linkTo } from './route';
import { Settings } from './settings';
import { listenForShortcuts, shortcutKeys } from './shortcuts';
import { Stage } from './stage';

async function copyLink(room: string): Promise<void> {
  const link = linkTo(room, location.origin);
  try {
    await navigator.clipboard.writeText(link);
    toast(t('room.linkCopied'));
  } catch {
    // No clipboard on an insecure page: the link is shown instead.
    toast(t('room.linkNotCopied', { link }), 'info', 12_000);
  }
}

export function RoomPage({ call, name }: { call: Call; name: string }) {
  const [settings, setSettings] = useState(false);
  const singleKeys = preferences.value.singleKeys ?? true;
  const { room } = call;

  useEffect(() => {
    if (!singleKeys) return;
    return listenForShortcuts((shortcut) => {
      switch (shortcut) {
        case 'microphone':
          void call.toggleMic();
          break;
        case 'camera':
          void call.toggleCamera();
          break;
        case 'help':
          setSettings(true);
          break;
      }
    });
  }, [call, singleKeys]);

  return (
    <div class="room">
      <header class="room-top">
        <Brand />
        <h1 class="room-name">{room.name}</h1>
        <div class="room-info">
          <ConnectionBadge call={call} />
          <span class="pill" title={t('room.participants')}>
            <Users size={16} aria-hidden="true" />
            <span aria-hidden="true">{call.count.value}</span>
            <span class="sr-only">{plural('room.people', call.count.value)}</span>
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label={t('control.copyLink')}
            title={t('control.copyLink')}
            onClick={() => void copyLink(room.name)}
          >
            <Link size={20} aria-hidden="true" />
          </button>
        </div>
      </header>
      <main class="room-main">
        <Banner call={call} />
        <Stage call={call} name={name} onCopyLink={() => void copyLink(room.name)} />
      </main>
      <footer class="room-controls">
        <ControlBar call={call} singleKeys={singleKeys} onSettings={() => setSettings(true)} />
      </footer>
      {settings && <Settings media={room.local} onClose={() => setSettings(false)} />}
    </div>
  );
}

function ControlBar({
  call,
  singleKeys,
  onSettings,
}: {
  call: Call;
  singleKeys: boolean;
  onSettings: () => void;
}) {
  const local = call.local.value;
  const shared = local.screenTrack !== undefined;
  const key = (name: 'microphone' | 'camera') => (singleKeys ? shortcutKeys[name] : undefined);
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
        onClick={() => void call.leave()}
      >
        <LogOut size={22} aria-hidden="true" class="flip-rtl" />
        <span class="control-text">{t('control.leave')}</span>
      </button>
    </div>
  );
}

function ConnectionBadge({ call }: { call: Call }) {
  const state = call.state.value;
  const path = call.path.value;
  const connected = state === 'connected' && path;
  const way = path && (path.relayProtocol ? (`relay-${path.relayProtocol}` as const) : path.path);
  return (
    <span class={`pill state-${state}`} title={connected && way ? t(`path.hint.${way}`) : undefined}>
      {connected ? (
        <Server size={16} aria-hidden="true" />
      ) : state === 'connected' ? null : (
        <LoaderCircle size={16} aria-hidden="true" class="spin" />
      )}
      <span>{connected && way ? t(`path.${way}`) : t(`state.${state}`)}</span>
    </span>
  );
}

function Banner({ call }: { call: Call }) {
  const shared = call.local.value.screenTrack !== undefined;
  return (
    <div class="banners">
      {call.state.value === 'reconnecting' && (
        <div class="banner warning" role="status">
          <LoaderCircle size={18} aria-hidden="true" class="spin" />
          {t('banner.reconnecting')}
        </div>
      )}
      {call.audioBlocked.value && (
        <button type="button" class="banner action" onClick={() => call.startAudio()}>
          <Volume2 size={18} aria-hidden="true" />
          <strong>{t('room.clickToHear')}</strong>
          <span>{t('room.clickToHearHint')}</span>
        </button>
      )}
      {shared && (
        <div class="banner info">
          <MonitorUp size={18} aria-hidden="true" />
          {t('room.sharing')}
          <button type="button" class="button small" onClick={() => void call.toggleShare()}>
            {t('control.stopShare')}
          </button>
        </div>
      )}
    </div>
  );
}
