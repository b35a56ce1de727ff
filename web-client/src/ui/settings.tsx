import { X } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import type { LocalMedia } from '../media';
import { DeviceSelect } from './device-select';
import { t } from './i18n';
import { LanguageSelect } from './language-select';
import { preferences, remember } from './preferences';
import { shortcutKeys } from './shortcuts';
import { useDevices, useLocalMedia } from './use-local-media';

/** Devices, language and shortcuts, in the browser's own modal dialog (it keeps the focus inside). */
export function Settings({ media, onClose }: { media: LocalMedia; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLocalMedia(media);
  const devices = useDevices(media);
  const singleKeys = preferences.value.singleKeys ?? true;
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="card settings" aria-labelledby="settings-title" onClose={onClose}>
      <header>
        <h2 id="settings-title">{t('settings.title')}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('control.close')}
          onClick={() => dialog.current?.close()}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      <DeviceSelect kind="microphone" media={media} devices={devices.microphone} />
      <DeviceSelect kind="camera" media={media} devices={devices.camera} />
      <div class="settings-row">
        <span>{t('control.language')}</span>
        <LanguageSelect />
      </div>
      <h3>{t('control.shortcuts')}</h3>
      <label class="settings-row">
        <span>{t('settings.singleKeys')}</span>
        <input
          type="checkbox"
          class="switch"
          checked={singleKeys}
          onChange={(event) => remember({ singleKeys: event.currentTarget.checked })}
        />
      </label>
      {singleKeys ? (
        <dl class="shortcuts">
          <div>
            <dt>
              <kbd>{shortcutKeys.microphone}</kbd>
            </dt>
            <dd>{t('shortcut.mute')}</dd>
          </div>
          <div>
            <dt>
              <kbd>{shortcutKeys.camera}</kbd>
            </dt>
            <dd>{t('shortcut.camera')}</dd>
          </div>
          <div>
            <dt>
              <kbd>{shortcutKeys.chat}</kbd>
            </dt>
            <dd>{t('shortcut.chat')}</dd>
          </div>
          <div>
            <dt>
              <kbd>{shortcutKeys.help}</kbd>
            </dt>
            <dd>{t('shortcut.help')}</dd>
          </div>
        </dl>
      ) : (
        <p class="muted-text">{t('shortcut.off')}</p>
      )}
    </dialog>
  );
}
