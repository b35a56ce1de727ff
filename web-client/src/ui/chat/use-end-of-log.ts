import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** As far from the end as still counts as being there. */
const nearPx = 48;

/**
 * Keeps a log at its end while its reader is there: when something comes, when what is in it grows, and when the log
 * itself becomes smaller. `missed` says that something came while the reader was further up.
 */
export function useEndOfLog(lastKey: string | undefined, ownLast: boolean) {
  const element = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [missed, setMissed] = useState(false);
  const toEnd = () => {
    const log = element.current;
    if (!log) return;
    log.scrollTop = log.scrollHeight;
    atEnd.current = true;
    setMissed(false);
  };

  useLayoutEffect(() => {
    const log = element.current;
    if (!log) return;
    const onScroll = () => {
      atEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < nearPx;
      if (atEnd.current) setMissed(false);
    };
    const observer = new ResizeObserver(() => {
      if (atEnd.current) log.scrollTop = log.scrollHeight;
    });
    log.addEventListener('scroll', onScroll, { passive: true });
    observer.observe(log);
    for (const child of log.children) observer.observe(child);
    return () => {
      observer.disconnect();
      log.removeEventListener('scroll', onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    if (atEnd.current || ownLast) toEnd();
    else if (lastKey !== undefined) setMissed(true);
  }, [lastKey]);

  return { element, missed, toEnd };
}
