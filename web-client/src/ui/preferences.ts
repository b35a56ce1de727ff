import { signal } from '@preact/signals';

export interface Preferences {
  readonly name?: string;
  readonly microphone?: boolean;
  readonly camera?: boolean;
  readonly microphoneId?: string;
  readonly cameraId?: string;
  readonly locale?: string;
  readonly singleKeys?: boolean;
  readonly recentRooms?: readonly string[];
}

const key = 'parley.preferences';

export const preferences = signal<Preferences>(load());

export function remember(change: Preferences): void {
  preferences.value = { ...preferences.value, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(preferences.value));
  } catch {
    // Storage is full or forbidden: the choice holds for this page.
  }
}

function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof stored === 'object' && stored !== null ? cleaned(stored as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function cleaned(stored: Record<string, unknown>): Preferences {
  const text = (name: string) => (typeof stored[name] === 'string' ? { [name]: stored[name] } : {});
  const flag = (name: string) => (typeof stored[name] === 'boolean' ? { [name]: stored[name] } : {});
  const recent = Array.isArray(stored.recentRooms)
    ? stored.recentRooms.filter((r) => typeof r === 'string')
    : [];
  return {
    ...text('name'),
    ...flag('microphone'),
    ...flag('camera'),
    ...text('microphoneId'),
    ...text('cameraId'),
    ...text('locale'),
    ...flag('singleKeys'),
    recentRooms: recent,
  };
}
