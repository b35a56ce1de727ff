import { Paperclip, SendHorizontal } from 'lucide-preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { maxChatLength } from '../../media';
import { plural, t } from '../i18n';
import { firstWords, visible } from '../text';
import type { Conversation } from './conversation';
import { RecipientSelect } from './recipient-select';

/** From here on the number of characters that are left is shown. */
const countFrom = maxChatLength - 500;

export function Composer({ conversation }: { conversation: Conversation }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = conversation.draft.value;
  const chosen = conversation.recipient.value;
  const gone = conversation.recipientGone.value;
  const left = maxChatLength - draft.length;
  const disabled = !conversation.mayWrite;
  const empty = draft.trim() === '';
  useFocusOnOpen(field);
  useGrowing(field, draft);

  const send = () => {
    if (left >= 0 && conversation.send(draft)) conversation.draft.value = '';
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a composition chooses a word; Safari says so only by the key code.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {!disabled && <RecipientSelect conversation={conversation} />}
      <div class="composer-line">
        <AttachButton conversation={conversation} />
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t('chat.message')}
          aria-describedby="composer-note"
          aria-invalid={left < 0}
          disabled={disabled}
          placeholder={disabled ? '' : placeholderFor(chosen?.name)}
          enterkeyhint="send"
          value={draft}
          onInput={(event) => {
            conversation.draft.value = event.currentTarget.value;
          }}
          onKeyDown={onKeyDown}
        />
        <button
          type="submit"
          class="icon-button send"
          aria-label={t('chat.send')}
          title={t('chat.send')}
          disabled={disabled || empty || left < 0 || gone}
        >
          <SendHorizontal size={20} aria-hidden="true" class="flip-rtl" />
        </button>
      </div>
      <p id="composer-note" class={`composer-note ${left < 0 || gone ? 'bad' : ''}`} role="status">
        {disabled ? t('chat.mayNotWrite') : noteOf(left, gone ? chosen?.name : undefined)}
      </p>
    </form>
  );
}

function placeholderFor(name: string | undefined): string {
  return name === undefined ? t('chat.placeholder') : t('chat.placeholderTo', { name: visible(name) });
}

function noteOf(left: number, gone: string | undefined): string | undefined {
  if (gone !== undefined) return t('chat.recipientGone', { name: firstWords(gone, 40) });
  if (left < 0) return plural('chat.tooLong', -left);
  return left <= maxChatLength - countFrom ? plural('chat.charactersLeft', left) : undefined;
}

function AttachButton({ conversation }: { conversation: Conversation }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={t('chat.attach')}
        title={t('chat.attach')}
        disabled={!conversation.mayWrite}
        onClick={() => input.current?.click()}
      >
        <Paperclip size={20} aria-hidden="true" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen once more.
          currentTarget.value = '';
          if (files.length > 0) conversation.sendFiles(files);
        }}
      />
    </>
  );
}

/** The field takes the focus, or what there is to read; not on touch screens, where its keyboard would cover that. */
function useFocusOnOpen(field: { readonly current: HTMLTextAreaElement | null }) {
  useEffect(() => {
    if (matchMedia('(pointer: coarse)').matches) return;
    if (!field.current?.disabled) field.current?.focus();
    else field.current.closest('aside')?.querySelector<HTMLElement>('[role=log]')?.focus();
  }, []);
}

/** As high as its text; CSS has the limit. */
function useGrowing(field: { readonly current: HTMLTextAreaElement | null }, text: string) {
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return;
    element.style.blockSize = 'auto';
    element.style.blockSize = `${element.scrollHeight + element.offsetHeight - element.clientHeight}px`;
  }, [text]);
}
