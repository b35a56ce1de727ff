/** Toasts for the eye and the polite live region for the ear. */
import { signal } from '@preact/signals';

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'info' | 'warning';
}

const shownMs = 4500;
const announcedMs = 10_000;
let nextId = 1;

export const toasts = signal<readonly Toast[]>([]);
/** What the live region holds: each announcement is a line of its own, so that a repeated one is heard again. */
export const announcements = signal<readonly { readonly id: number; readonly text: string }[]>([]);

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function toast(text: string, tone: Toast['tone'] = 'info', forMs = shownMs): void {
  const id = nextId++;
  toasts.value = [...toasts.value.slice(-2), { id, text, tone }];
  announce(text);
  setTimeout(() => dismiss(id), forMs);
}

export function announce(text: string): void {
  const id = nextId++;
  announcements.value = [...announcements.value.slice(-3), { id, text }];
  setTimeout(() => {
    announcements.value = announcements.value.filter((each) => each.id !== id);
  }, announcedMs);
}
