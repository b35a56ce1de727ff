/** What the open panel needs is loaded when somebody is about to open it. */
import { signal } from '@preact/signals';

type Panel = typeof import('./panel')['Panel'];

/** Boxed: a component is a function, which a setter of state would call. */
export const loadedPanel = signal<{ readonly Panel: Panel } | undefined>(undefined);

let loading: Promise<void> | undefined;

/** Rejects when the chunk cannot be had; a later call tries again. */
export function loadPanel(): Promise<void> {
  loading ??= import('./panel').then(
    ({ Panel }) => {
      loadedPanel.value = { Panel };
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
