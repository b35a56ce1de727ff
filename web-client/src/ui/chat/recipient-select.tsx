import { t } from '../i18n';
import { visible } from '../text';
import type { Conversation } from './conversation';

export function RecipientSelect({ conversation }: { conversation: Conversation }) {
  const others = conversation.others.value;
  const chosen = conversation.recipient.value;
  const gone = conversation.recipientGone.value;
  if (others.length === 0 && !chosen) return null;
  const choose = (id: string) => {
    const other = others.find((each) => each.id === id);
    conversation.recipient.value = other && { id: other.id, name: other.name };
  };
  return (
    <label class={`recipient ${chosen ? 'private' : ''}`}>
      <span class="recipient-label">{t('chat.sendTo')}</span>
      <select value={chosen?.id ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{t('chat.everybody')}</option>
        {gone && chosen && (
          <option value={chosen.id}>{t('chat.notHere', { name: visible(chosen.name) })}</option>
        )}
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {visible(name)}
          </option>
        ))}
      </select>
    </label>
  );
}
