import { MessageSquareText } from 'lucide-preact';
import { plural, t } from '../i18n';
import type { Conversation } from './conversation';
import { loadPanel } from './lazy-panel';

export const chatButtonId = 'chat-button';

/** Opens and closes the chat, and counts what is unread. */
export function ChatButton({
  conversation,
  shortcut,
}: {
  conversation: Conversation;
  shortcut: string | undefined;
}) {
  const open = conversation.open.value;
  const unread = conversation.unread.value;
  const label = unread > 0 ? plural('chat.unread', unread) : t('chat.title');
  const prepare = () => void loadPanel().catch(() => undefined);
  return (
    <button
      type="button"
      id={chatButtonId}
      class={`control ${open ? 'active' : ''}`}
      aria-label={label}
      aria-expanded={open}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${t('chat.title')} (${shortcut})` : t('chat.title')}
      onClick={() => conversation.show(!open)}
      onPointerEnter={prepare}
      onFocus={prepare}
    >
      <MessageSquareText size={22} aria-hidden="true" />
      {unread > 0 && (
        <span class="unread-badge" aria-hidden="true">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </button>
  );
}
