/** The addresses of the page: `/` and `/r/{room}?name=NAME&join&path=relay`. */
import type { PathChoice } from '../media';
import { pathChoices } from '../media';

export type Route =
  | { page: 'home' }
  | {
      page: 'room';
      room: string;
      name: string | undefined;
      join: boolean;
      token: string | undefined;
      path: PathChoice;
    }
  | { page: 'bad-room' };

export const roomName = /^[A-Za-z0-9_-]{1,64}$/;

export function routeOf(url: URL): Route {
  if (!url.pathname.startsWith('/r/')) return { page: 'home' };
  const room = url.pathname.slice(3).replace(/\/$/, '');
  if (!roomName.test(room)) return { page: 'bad-room' };
  const query = url.searchParams;
  const token = new URLSearchParams(url.hash.slice(1)).get('token') ?? query.get('token') ?? undefined;
  // The token decides the name.
  const name = (token && nameInToken(token)) ?? query.get('name') ?? undefined;
  const path = pathChoices.find((choice) => choice === query.get('path')) ?? 'auto';
  return { page: 'room', room, name, token, path, join: query.has('join') };
}

/** The invitation for others: the room without one's own name and token. */
export function linkTo(room: string, origin: string): string {
  return `${origin}/r/${room}`;
}

/** Up to 64 characters, none of them a control character. */
export function isValidName(name: string): boolean {
  return name.length >= 1 && [...name].length <= 64 && !/\p{Cc}/u.test(name);
}

function nameInToken(token: string): string | undefined {
  try {
    const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const { name, sub } = (claims ?? {}) as { name?: unknown; sub?: unknown };
    return [name, sub].find((claim) => typeof claim === 'string');
  } catch {
    return undefined;
  }
}
