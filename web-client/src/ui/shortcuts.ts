export type Shortcut = 'microphone' | 'camera' | 'chat' | 'help';

const keys: Readonly<Record<string, Shortcut>> = {
  m: 'microphone',
  v: 'camera',
  c: 'chat',
  '?': 'help',
};

export const shortcutKeys: Readonly<Record<Shortcut, string>> = {
  microphone: 'M',
  camera: 'V',
  chat: 'C',
  help: '?',
};

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** What a key press means, or nothing: modified keys belong to the browser. */
export function shortcutOf(event: KeyPress): Shortcut | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return undefined;
  return keys[event.key.toLowerCase()];
}

/** Calls back for shortcuts outside of inputs and dialogs. */
export function listenForShortcuts(onShortcut: (shortcut: Shortcut) => void): () => void {
  const listener = (event: KeyboardEvent) => {
    const target = event.target instanceof Element ? event.target : undefined;
    if (target?.closest('input, textarea, select, dialog, [contenteditable]')) return;
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    onShortcut(shortcut);
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}
