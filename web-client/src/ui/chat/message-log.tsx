import { ArrowDown } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import type { Conversation } from './conversation';
import { FileCard } from './file-card';
import { MessageItem } from './message-item';
import { timelineOf } from './timeline';
import { useEndOfLog } from './use-end-of-log';

const page = 200;

/** Messages and files, oldest first; stays at the end unless somebody reads further up. */
export function MessageLog({ conversation }: { conversation: Conversation }) {
  const [shown, setShown] = useState(page);
  const items = timelineOf(conversation.messages.value, conversation.transfers.list.value);
  const last = items.at(-1);
  const ownLast =
    last?.kind === 'message' ? last.message.own : last?.transfers[0]?.transfer.direction === 'out';
  const log = useEndOfLog(last?.key, ownLast);
  return (
    <div class="log-frame">
      <div
        ref={log.element}
        class="log"
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={t('chat.log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
        tabIndex={0}
      >
        {items.length === 0 && (
          <div class="log-empty">
            <p>{t('chat.empty')}</p>
            <p class="muted-text">{t('chat.emptyHint')}</p>
          </div>
        )}
        {items.length > shown && (
          <button type="button" class="button small log-earlier" onClick={() => setShown(shown + page)}>
            {t('chat.earlier')}
          </button>
        )}
        <ol class="log-items">
          {items
            .slice(-shown)
            .map((item) =>
              item.kind === 'message' ? (
                <MessageItem
                  key={item.key}
                  message={item.message}
                  first={item.first}
                  conversation={conversation}
                />
              ) : (
                <FileCard key={item.key} transfers={item.transfers} list={conversation.transfers} />
              ),
            )}
        </ol>
      </div>
      {log.missed && (
        <button type="button" class="button small log-new" onClick={log.toEnd}>
          {t('chat.newMessages')}
          <ArrowDown size={16} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
