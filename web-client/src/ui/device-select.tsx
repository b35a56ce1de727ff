import { useId } from 'preact/hooks';
import type { Device, DeviceKind, LocalMedia } from '../media';
import { t } from './i18n';
import { remember } from './preferences';

interface Props {
  readonly kind: DeviceKind;
  readonly media: LocalMedia;
  readonly devices: readonly Device[];
}

export function DeviceSelect({ kind, media, devices }: Props) {
  const id = useId();
  const chosen = media[kind].deviceId;
  const choose = (deviceId: string) => {
    remember(kind === 'microphone' ? { microphoneId: deviceId } : { cameraId: deviceId });
    void media.select(kind, deviceId);
  };
  return (
    <div class="field">
      <label for={id}>{t(kind === 'microphone' ? 'join.microphone' : 'join.camera')}</label>
      <select
        id={id}
        disabled={devices.length === 0}
        value={chosen ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {devices.length === 0 && <option value="">{t('join.noDevices')}</option>}
        {devices.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label || t('join.defaultDevice')}
          </option>
        ))}
      </select>
    </div>
  );
}
