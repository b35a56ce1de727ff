import { signal } from '@preact/signals';
import { routeOf } from './route';

export const route = signal(routeOf(new URL(location.href)));

/** Asks somebody whether to go on, and calls back if so. */
type Guard = (proceed: () => void) => void;

let guard: Guard | undefined;
let shown = location.href;

/** Until the result is called, nothing leads away from this address without the guard's consent. */
export function guardNavigation(ask: Guard): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = undefined;
  };
}

export function go(path: string): void {
  const move = () => {
    history.pushState(null, '', path);
    follow();
    window.scrollTo(0, 0);
  };
  if (guard) guard(move);
  else move();
}

function follow(): void {
  shown = location.href;
  route.value = routeOf(new URL(shown));
}

window.addEventListener('popstate', () => {
  if (!guard) {
    follow();
    return;
  }
  // The browser went there already: back to what is shown, until somebody says otherwise.
  history.pushState(null, '', shown);
  guard(() => {
    guard = undefined;
    history.back();
  });
});
