import { Link, LoaderCircle, Server, Users } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { Banners } from './banners';
import { Brand } from './brand';
import type { Call } from './call';
import { FileDrop } from './chat/file-drop';
import { PanelFrame } from './chat/panel-frame';
import { Peeks } from './chat/peeks';
import { ControlBar } from './control-bar';
import { plural, t } from './i18n';
import { LeaveDialog } from './leave-dialog';
import { guardNavigation } from './navigation';
import { toast } from './notices';
import { preferences } from './preferences';
import { linkTo } from './route';
import { Settings } from './settings';
import { listenForShortcuts } from './shortcuts';
import { Stage } from './stage';
import { useMedia } from './use-media';

/** The panel covers the stage; the width stands in panel.css too. */
const sheet = '(max-width: 859px)';

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
  /** Boxed: what to do when somebody says that they want to leave. */
  const [leaving, setLeaving] = useState<{ readonly proceed: () => void }>();
  const singleKeys = preferences.value.singleKeys ?? true;
  const { room, conversation } = call;
  const chatOpen = conversation.open.value;
  const covered = useMedia(sheet);

  const transfers = conversation.transfers.running.value;
  const runs = transfers > 0;
  useEffect(() => (runs ? guardNavigation((proceed) => setLeaving({ proceed })) : undefined), [runs]);
  const leave = () => void call.leave();

  const unread = conversation.unread.value;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${room.name} · Parley`;
  }, [unread, room]);

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
        case 'chat':
          conversation.show(!conversation.open.peek());
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
      <div class={`room-body ${chatOpen ? 'with-panel' : ''}`}>
        <Banners call={call} />
        <main class="room-main">
          <div class="room-stage" inert={chatOpen && covered}>
            <Stage call={call} name={name} onCopyLink={() => void copyLink(room.name)} />
          </div>
        </main>
        <Peeks conversation={conversation} />
        {chatOpen && <PanelFrame conversation={conversation} />}
      </div>
      <footer class="room-controls">
        <ControlBar
          call={call}
          singleKeys={singleKeys}
          onSettings={() => setSettings(true)}
          onLeave={() => (runs ? setLeaving({ proceed: leave }) : leave())}
        />
      </footer>
      <FileDrop conversation={conversation} />
      {settings && <Settings media={room.local} onClose={() => setSettings(false)} />}
      {leaving && (
        <LeaveDialog
          // Its own each time: who stays and goes again at once is asked again, while the first one still closes.
          key={leaving}
          transfers={transfers}
          onLeave={leaving.proceed}
          onStay={() => setLeaving((now) => (now === leaving ? undefined : now))}
        />
      )}
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
