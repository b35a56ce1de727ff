import { useLayoutEffect, useRef } from 'preact/hooks';

/** When what had the focus goes away with a change, the next button in the same place takes it. */
export function useKeptFocus<E extends HTMLElement>(change: string) {
  const place = useRef<E>(null);
  const had = useRef(false);
  had.current = place.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (had.current && !place.current?.contains(document.activeElement))
      place.current?.querySelector<HTMLElement>('button, a')?.focus();
  }, [change]);
  return place;
}
