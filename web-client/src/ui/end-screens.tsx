import { CircleAlert, LoaderCircle, LogOut } from 'lucide-preact';
import { useEffect, useRef } from 'preact/hooks';
import type { RtcError } from '../media';
import { Brand } from './brand';
import { t } from './i18n';
import { LanguageSelect } from './language-select';
import { go } from './navigation';
import { explain } from './problems';

function useFocusedHeading() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return heading;
}

function Frame({ children }: { children: preact.ComponentChildren }) {
  return (
    <div class="end-page">
      <header class="top">
        <Brand />
        <LanguageSelect />
      </header>
      <main class="end-main">
        <div class="card end-card">{children}</div>
      </main>
    </div>
  );
}

export function Joining({ room, onCancel }: { room: string; onCancel: () => void }) {
  return (
    <Frame>
      <LoaderCircle size={36} aria-hidden="true" class="spin accent" />
      <h1 role="status">{t('join.joining', { room })}</h1>
      <button type="button" class="button" onClick={onCancel}>
        {t('join.cancel')}
      </button>
    </Frame>
  );
}

export function Left({ room, onRejoin }: { room: string; onRejoin: () => void }) {
  const heading = useFocusedHeading();
  return (
    <Frame>
      <span class="end-icon">
        <LogOut size={28} aria-hidden="true" class="flip-rtl" />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {t('left.title')}
      </h1>
      <p class="muted-text">{room}</p>
      <div class="end-actions">
        <button type="button" class="button primary" onClick={onRejoin}>
          {t('left.rejoin')}
        </button>
        <button type="button" class="button" onClick={() => go('/')}>
          {t('left.home')}
        </button>
      </div>
    </Frame>
  );
}

export function Failed({
  error,
  onRetry,
  onBack,
}: {
  error: RtcError;
  onRetry: () => void;
  onBack: () => void;
}) {
  const heading = useFocusedHeading();
  const { title, remedy } = explain(error.code);
  const nameTaken = error.code === 'name-taken';
  return (
    <Frame>
      <span class="end-icon bad">
        <CircleAlert size={28} aria-hidden="true" />
      </span>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{remedy}</p>
      <div class="end-actions">
        <button type="button" class="button primary" onClick={nameTaken ? onBack : onRetry}>
          {t(nameTaken ? 'failed.otherName' : 'failed.retry')}
        </button>
        <button type="button" class="button" onClick={() => go('/')}>
          {t('left.home')}
        </button>
      </div>
      <p class="error-code">{t('failed.code', { code: error.code })}</p>
    </Frame>
  );
}
