import { LoaderCircle, X } from 'lucide-preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n';
import { chatButtonId } from './chat-button';
import type { Conversation } from './conversation';
import { loadedPanel, loadPanel } from './lazy-panel';

/** The panel beside the stage; what is in it comes with a chunk of its own. */
export function PanelFrame({ conversation }: { conversation: Conversation }) {
  const [failed, setFailed] = useState(false);
  const load = () => {
    setFailed(false);
    loadPanel().catch(() => setFailed(true));
  };
  useEffect(load, []);
  useEffect(() => listenForEscape(() => conversation.show(false)), [conversation]);
  useEffect(() => returnFocus, []);
  const Panel = loadedPanel.value?.Panel;
  return (
    <aside class="panel" data-panel="chat" aria-labelledby="chat-title">
      <header class="panel-head">
        <h2 id="chat-title">{t('chat.title')}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={t('control.close')}
          title={t('control.close')}
          onClick={() => conversation.show(false)}
        >
          <X size={20} aria-hidden="true" />
        </button>
      </header>
      {Panel ? (
        <Panel conversation={conversation} />
      ) : failed ? (
        <div class="panel-wait" role="alert">
          <p>{t('chat.loadFailed')}</p>
          <button type="button" class="button" onClick={load}>
            {t('chat.loadAgain')}
          </button>
        </div>
      ) : (
        <p class="panel-wait" role="status">
          <LoaderCircle size={20} aria-hidden="true" class="spin" />
          {t('chat.loading')}
        </p>
      )}
    </aside>
  );
}

function listenForEscape(onEscape: () => void): () => void {
  const listener = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    // An open dialog has its own Escape.
    if (document.querySelector('dialog[open]')) return;
    onEscape();
  };
  window.addEventListener('keydown', listener);
  return () => window.removeEventListener('keydown', listener);
}

/** Focus that was in the panel goes to the button that opens it, and is not lost. */
function returnFocus(): void {
  const focused = document.activeElement;
  if (focused === null || focused === document.body || focused.closest('[data-panel="chat"]'))
    document.getElementById(chatButtonId)?.focus();
}
