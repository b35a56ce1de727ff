import { LoaderCircle, MonitorUp, Volume2 } from 'lucide-preact';
import type { Call } from './call';
import { t } from './i18n';

export function Banners({ call }: { call: Call }) {
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
