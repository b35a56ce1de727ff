import { useSignal } from '@preact/signals';
import { useEffect, useReducer } from 'preact/hooks';
import type { Devices, LocalMedia } from '../media';
import { listDevices, watchDevices } from '../media';

/** Draws again when the local media changes. */
export function useLocalMedia(media: LocalMedia): LocalMedia {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => media.on('changed', () => redraw(undefined)), [media]);
  return media;
}

/** The devices there are; labels appear with the permission. */
export function useDevices(media: LocalMedia): Devices {
  const devices = useSignal<Devices>({ microphone: [], camera: [] });
  useEffect(() => {
    let stale = false;
    const refresh = () => {
      listDevices().then(
        (found) => {
          if (!stale) devices.value = found;
        },
        () => {
          // A browser that lists no devices leaves the default one.
        },
      );
    };
    refresh();
    const offs = [watchDevices(refresh), media.on('changed', refresh)];
    return () => {
      stale = true;
      for (const off of offs) off();
    };
  }, [media]);
  return devices.value;
}
