import { Copy } from 'lucide-preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Call } from './call';
import type { Area } from './grid';
import { bestGrid } from './grid';
import { t } from './i18n';
import { PersonTile, ScreenTile, SelfTile } from './tile';

const gap = 10;

function useArea() {
  const element = useRef<HTMLDivElement>(null);
  const [area, setArea] = useState<Area>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setArea({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return { element, area };
}

/**
 * All tiles in one container, whatever the layout, so that a change of layout never takes a video out of the page:
 * a grid; two people with the self view inset; a shared screen with a filmstrip.
 */
export function Stage({ call, name, onCopyLink }: { call: Call; name: string; onCopyLink: () => void }) {
  const { element, area } = useArea();
  const people = call.people.value;
  const sharing = people.find((person) => person.screen);
  const layout = sharing
    ? 'presentation'
    : people.length === 1
      ? 'pair'
      : people.length === 0
        ? 'alone'
        : 'grid';
  const tiles = layout === 'grid' ? people.length + 1 : 1;
  const grid = bestGrid(tiles, area, gap);
  const size = { '--tile-width': `${grid.tileWidth}px`, '--tile-height': `${grid.tileHeight}px` };
  return (
    <div ref={element} class={`stage ${layout} ${grid.scrolls ? 'scrolls' : ''}`} style={size}>
      {sharing?.screen && (
        <ScreenTile
          key={`screen-${sharing.id}`}
          person={sharing}
          track={sharing.screen}
          audio={sharing.screenAudio}
        />
      )}
      <div class="tiles">
        {people.map((person) => (
          <PersonTile key={person.id} call={call} person={person} />
        ))}
        <SelfTile key="self" call={call} name={name} />
      </div>
      {layout === 'alone' && (
        <div class="invite card">
          <h2>{t('room.alone')}</h2>
          <p>{t('room.aloneHint')}</p>
          <button type="button" class="button primary" onClick={onCopyLink}>
            <Copy size={18} aria-hidden="true" />
            {t('control.copyLink')}
          </button>
        </div>
      )}
    </div>
  );
}
