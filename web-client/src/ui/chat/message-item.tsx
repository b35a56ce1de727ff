import { CircleAlert, Clock, Lock } from 'lucide-preact';
import { useMemo } from 'preact/hooks';
import type { ChatMessage } from '../../media';
import { t } from '../i18n';
import { Rich } from '../i18n/rich';
import { explain } from '../problems';
import { visible } from '../text';
import type { Conversation } from './conversation';
import { piecesOf } from './links';
import { formatMoment, formatTime } from './sizes';

interface Props {
  readonly message: ChatMessage;
  /** The first one of its author in a row. */
  readonly first: boolean;
  readonly conversation: Conversation;
}

export function MessageItem({ message, first, conversation }: Props) {
  const { own, state, time } = message;
  const classes = `message ${own ? 'own' : ''} ${first ? 'first' : ''} ${message.to === undefined ? '' : 'private'} ${state}`;
  return (
    // Nobody needs to hear what they wrote themselves.
    <li
      class={classes}
      data-message={message.key}
      data-from={message.name}
      aria-live={own ? 'off' : undefined}
    >
      <p class="message-head">
        <Author message={message} conversation={conversation} />
        <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
          {formatTime(time)}
        </time>
      </p>
      <MessageText text={message.text} />
      {state === 'sending' && (
        <p class="message-state">
          <Clock size={13} aria-hidden="true" />
          {t('chat.sending')}
        </p>
      )}
      {state === 'failed' && (
        <>
          <p class="message-state bad" role="alert">
            <CircleAlert size={15} aria-hidden="true" />
            <span>
              {t('chat.failed')} {message.error && `${explain(message.error.code).title}.`}
            </span>
          </p>
          <button type="button" class="button small" onClick={() => conversation.retry(message.key)}>
            {t('chat.tryAgain')}
          </button>
        </>
      )}
    </li>
  );
}

function Author({ message, conversation }: { message: ChatMessage; conversation: Conversation }) {
  const name = <bdi class="message-author">{visible(message.name)}</bdi>;
  if (message.to === undefined)
    return message.own ? <span class="message-author">{t('room.you')}</span> : name;
  const to = message.toName ?? conversation.nameOf(message.to) ?? '?';
  return (
    <span class="message-private">
      <Lock size={13} aria-hidden="true" />
      {message.own ? (
        <span>
          <span class="message-author">{t('room.you')}</span>{' '}
          <Rich id="chat.toOnly" parts={{ name: <bdi>{visible(to)}</bdi> }} />
        </span>
      ) : (
        <span>
          <Rich id="chat.toYouOnly" parts={{ name }} />
        </span>
      )}
    </span>
  );
}

/** The text as nodes: no part of it is ever read as markup. */
export function MessageText({ text }: { text: string }) {
  const pieces = useMemo(() => piecesOf(text), [text]);
  return (
    <div class="message-text" dir="auto">
      {pieces.map((piece) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {piece.text}
          </a>
        ),
      )}
    </div>
  );
}
