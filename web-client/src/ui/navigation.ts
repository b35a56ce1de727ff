import { signal } from '@preact/signals';
import { routeOf } from './route';

export const route = signal(routeOf(new URL(location.href)));

export function go(path: string): void {
  history.pushState(null, '', path);
  route.value = routeOf(new URL(location.href));
  window.scrollTo(0, 0);
}

window.addEventListener('popstate', () => {
  route.value = routeOf(new URL(location.href));
});
